package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.CheckedBackend;
import io.minibatch.backend.Examples;
import io.minibatch.backend.InputLayer;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Rates;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import io.minibatch.backend.Transpose;
import io.minibatch.backend.contract.Tolerance;
import io.minibatch.backend.cpu.SparseTraining.Task;
import io.minibatch.data.Dataset;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.step.UnfusedStep;
import io.minibatch.train.TestData;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A first layer whose operations are carried out one by one, each with its effect on the memory. */
class SparseInputTest {
    private static final int INPUTS = 20;

    private final Backend backend = new CheckedBackend(SparseTraining.backend(1));
    private final Random random = new Random(8);

    private static Task task(int outputs, int capacity) {
        Architecture architecture = Architecture.sigmoid(List.of(INPUTS, outputs, 3), Cost.CROSS_ENTROPY);
        return new Task(architecture, TestData.sparse(2 * capacity + 5, 1, INPUTS, 3, 0.2), capacity);
    }

    private StepMemory memory(StepPlan plan, Examples examples) {
        return StepMemory.allocate(backend, plan, examples, backend.allocate(1, plan.parameterCount()));
    }

    private Examples upload(Dataset data) {
        return backend.upload(data.images(), data.labels(), data.features(), data.outputs());
    }

    private InputLayer input(StepPlan plan, StepMemory memory) {
        InputLayer input = backend.claimInput(plan, memory);
        assertNotNull(input);
        return input;
    }

    private void fill(Matrix matrix) {
        float[] values = new float[matrix.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        backend.upload(values, matrix);
    }

    private float[] values(Matrix matrix) {
        float[] values = new float[matrix.size()];
        backend.download(matrix, values);
        return values;
    }

    private void check(Matrix expected, Matrix actual) {
        float[] values = values(expected);
        Tolerance.sum(INPUTS)
                .check(
                        IntStream.range(0, values.length)
                                .mapToDouble(i -> values[i])
                                .toArray(),
                        values(actual));
    }

    @ParameterizedTest
    @CsvSource({"30, 4", "32, 4", "64, 40", "70, 40"})
    void operations_oneByOne_areGatherAndProducts(int outputs, int capacity) {
        Task task = task(outputs, capacity);
        StepPlan plan = task.plan();
        Examples examples = upload(task.data());
        StepMemory memory = memory(plan, examples);
        Batch batch = backend.allocateBatch(examples, capacity);
        Matrix weights = plan.layers().get(0).weightsOf(memory.parameters().values());
        Matrix x = backend.allocate(capacity, INPUTS);
        Matrix expected = backend.allocate(capacity, outputs);
        Matrix actual = backend.allocate(capacity, outputs);
        Matrix changed = backend.allocate(INPUTS, outputs);
        backend.upload(new Rates(0.5, 0, 0, 0, 0.3, 0, 0).pack(), memory.rates());
        try (InputLayer input = input(plan, memory)) {
            for (int step = 0; step < 4; step++) {
                fill(weights);
                fill(actual);
                backend.gather(batch, x);
                backend.gemm(Transpose.NONE, 1, x, weights, 0, expected);
                input.multiply(actual);
                check(expected, actual);
                fill(actual);
                backend.copy(weights, changed);
                backend.gemm(Transpose.A, memory.rates().view(Rates.PRODUCT, 1, 2), x, actual, changed);
                input.update(actual);
                check(changed, weights);
            }
        }
        backend.close();
    }

    @Test
    void operations_onAMatrixOfAnotherShape_areRefused() {
        Task task = task(30, 4);
        StepMemory memory = memory(task.plan(), upload(task.data()));
        InputLayer input = input(task.plan(), memory);
        Matrix wide = backend.allocate(4, 31);
        assertEquals(
                "InputLayer.multiply must be 4×30, not 4×31",
                assertThrows(IllegalArgumentException.class, () -> input.multiply(wide))
                        .getMessage());
        assertEquals(
                "InputLayer.update must be 4×30, not 4×31",
                assertThrows(IllegalArgumentException.class, () -> input.update(wide))
                        .getMessage());
        backend.close();
    }

    @Test
    void step_checked_givesTheBitsOfOneThatIsNot() {
        Task task = task(70, 40);
        assertArrayEquals(trained(SparseTraining.backend(1), task), trained(backend, task));
    }

    private static float[] trained(Backend backend, Task task) {
        Dataset data = task.data();
        StepPlan plan = task.plan();
        Matrix values = backend.allocate(1, plan.parameterCount());
        backend.upload(task.initial().parameters(), values);
        StepMemory memory = StepMemory.allocate(
                backend, plan, backend.upload(data.images(), data.labels(), data.features(), data.outputs()), values);
        backend.upload(new Rates(0.5, 0, 0, 0, 0.3, 0, 0).pack(), memory.rates());
        backend.record(new UnfusedStep(backend, plan, memory)::run).run(3);
        float[] result = new float[values.size()];
        backend.download(values, result);
        backend.close();
        return result;
    }
}
