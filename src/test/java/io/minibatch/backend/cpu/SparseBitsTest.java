package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.minibatch.backend.contract.Tolerance;
import io.minibatch.backend.cpu.SparseTraining.Task;
import io.minibatch.backend.cpu.SparseTraining.Way;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.train.TestData;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The bits of steps on lists of bytes that are not 0 depend on neither threads nor calls nor memory. */
class SparseBitsTest {
    private static Task task(List<Integer> sizes, int size, int capacity) {
        Architecture architecture = Architecture.sigmoid(sizes, Cost.CROSS_ENTROPY);
        return new Task(
                architecture, TestData.sparse(size, 1, architecture.inputs(), architecture.outputs(), 0.2), capacity);
    }

    private static Task small() {
        return task(List.of(50, 30, 12, 10), 83, 10);
    }

    @ParameterizedTest
    @EnumSource(names = {"CLAIMED", "INPUT"})
    void run_dividedIntoSeveralCalls_givesTheSameBits(Way way) {
        try (SparseTraining once = new SparseTraining(way, 1, small());
                SparseTraining twice = new SparseTraining(way, 1, small());
                SparseTraining often = new SparseTraining(way, 1, small())) {
            once.startEpoch(0).run(7);
            twice.startEpoch(0).run(3).run(4);
            often.startEpoch(0);
            for (int i = 0; i < 7; i++) {
                often.run(1);
            }
            assertArrayEquals(once.parameters(), twice.parameters());
            assertArrayEquals(once.parameters(), often.parameters());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "784-30-10, 400",
        "784-100-10, 400",
        "784-30-10, 1",
        "2000-60-10, 600",
        "500-20-20-10, 1100",
    })
    void threads_anyNumber_giveTheSameBits(String sizes, int capacity) {
        Task task = task(
                Stream.of(sizes.split("-")).map(Integer::valueOf).toList(),
                capacity == 1 ? 20 : 2 * capacity + 45,
                capacity);
        for (Way way : List.of(Way.CLAIMED, Way.INPUT)) {
            float[] alone = trained(way, 1, task);
            assertArrayEquals(alone, trained(way, 2, task), way + ", 2 threads");
            assertArrayEquals(alone, trained(way, 3, task), way + ", 3 threads");
        }
    }

    private static float[] trained(Way way, int threads, Task task) {
        try (SparseTraining training = new SparseTraining(way, threads, task)) {
            for (int epoch = 0; epoch < 2; epoch++) {
                training.startEpoch(epoch).run(task.stepsPerEpoch());
            }
            return training.parameters();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CLAIMED", "INPUT"})
    void resume_inNewMemoryAfterAnEpoch_givesTheBitsOfAnUninterruptedRun(Way way) {
        int steps = small().stepsPerEpoch();
        try (SparseTraining training = new SparseTraining(way, 1, small());
                SparseTraining resumed = new SparseTraining(way, 1, small())) {
            resumed.upload(training.startEpoch(0).run(steps).parameters());
            assertArrayEquals(
                    training.startEpoch(1).run(steps).parameters(),
                    resumed.startEpoch(1).run(steps).parameters());
        }
    }

    /** The first and the last weight of the first layer, one of the second, and the first and the last bias. */
    @ParameterizedTest
    @CsvSource({"0", "1499", "1500", "1979", "1980", "2031"})
    void upload_ofASingleParameterBetweenRuns_isTaken(int changed) {
        for (Way way : List.of(Way.CLAIMED, Way.INPUT)) {
            try (SparseTraining expected = new SparseTraining(Way.GATHERED, 1, small());
                    SparseTraining actual = new SparseTraining(way, 1, small())) {
                for (SparseTraining each : List.of(expected, actual)) {
                    float[] parameters = each.startEpoch(0).run(3).parameters();
                    parameters[changed] += 0.5f;
                    each.upload(parameters);
                    each.run(3);
                }
                float[] plain = expected.parameters();
                new Tolerance(1e-6, 1e-4)
                        .check(
                                IntStream.range(0, plain.length)
                                        .mapToDouble(i -> plain[i])
                                        .toArray(),
                                actual.parameters());
            }
        }
    }
}
