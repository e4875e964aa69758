package io.minibatch.benchmark;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Batch;
import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Descent;
import io.minibatch.backend.Dropout;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Loss;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Objective;
import io.minibatch.backend.ParameterBlock;
import io.minibatch.backend.Rates;
import io.minibatch.backend.Step;
import io.minibatch.backend.Tally;
import io.minibatch.backend.Targets;
import io.minibatch.data.DataListener;
import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import io.minibatch.data.Dataset;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Each operation of a training step but the products, on a mini-batch of M examples and N neurons, as a recorded step
 * of one operation that is replayed. {@code bytes} counts what must be read and written at least: by it and by
 * {@code LARGE_MULTIPLY}, the product element by element of two matrices of 64 MiB, it is seen how far an operation is
 * from its floor.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OperationBenchmark {
    private static final int INPUTS = 784;
    private static final int LARGE = 1 << 24;
    private static final int FLOAT = 4;
    private static final double RATE = 0.5;

    /** The measured operations. */
    public enum Operation {
        LARGE_MULTIPLY,
        GATHER,
        SIGMOID,
        TANH,
        RELU,
        LEAKY_RELU,
        SOFTPLUS,
        ELU,
        GELU,
        SIGMOID_DROPOUT,
        SIGMOID_GRADIENT,
        TANH_GRADIENT,
        RELU_GRADIENT,
        LEAKY_RELU_GRADIENT,
        SOFTPLUS_GRADIENT,
        GELU_GRADIENT,
        SOFTMAX,
        OUTPUT_DELTA,
        TALLY,
        AXPY,
        SGD,
        MOMENTUM,
        ADAM
    }

    @Param("cpu")
    private String backend;

    @Param("1")
    private int threads;

    @Param({"10x30", "128x100", "1024x800"})
    private String batchAndNeurons;

    @Param
    private Operation operation;

    private Backend device;
    private Batch mini;
    private @Nullable Tally tally;
    private Step step;
    private long bytesOfStep;
    private int left;
    private int epoch;
    private int streams;
    private final List<Matrix> matrices = new ArrayList<>();

    /** Bytes a second, as JMH adds them up. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Traffic {
        public long bytes;
    }

    @Setup
    public void record() {
        String[] sizes = batchAndNeurons.split("x");
        int m = Integer.parseInt(sizes[0]);
        int n = Integer.parseInt(sizes[1]);
        device = Backends.open(backend, BackendOptions.withThreads(threads)).backend();
        System.out.println("# " + device.device());
        Dataset data = DataLoader.standard()
                .load(DataOptions.defaults().withoutDownload(), DataListener.NONE)
                .training();
        Batch batch =
                device.allocateBatch(device.upload(data.images(), data.labels(), data.features(), data.outputs()), m);
        device.shuffle(batch, 1, 0);
        device.gather(batch, device.allocate(m, INPUTS)); // fills the mini-batch whose labels the other operations take
        mini = batch;
        left = batch.batchesPerEpoch() - 1;
        Runnable runnable = runnable(batch, m, n);
        step = device.record(runnable);
    }

    private Runnable runnable(Batch batch, int m, int n) {
        return switch (operation) {
            case LARGE_MULTIPLY -> largeMultiply();
            case GATHER -> gather(batch, m);
            case SIGMOID, TANH, RELU, LEAKY_RELU, SOFTPLUS, ELU, GELU ->
                activate(Elementwise.valueOf(operation.name()), m, n, null);
            case SIGMOID_DROPOUT -> activate(Elementwise.SIGMOID, m, n, new Dropout(batch.clock(), 1, RATE));
            case SIGMOID_GRADIENT,
                    TANH_GRADIENT,
                    RELU_GRADIENT,
                    LEAKY_RELU_GRADIENT,
                    SOFTPLUS_GRADIENT,
                    GELU_GRADIENT ->
                gradient(Elementwise.valueOf(operation.name().replace("_GRADIENT", "")), m, n);
            case SOFTMAX -> softmax(m, n);
            case OUTPUT_DELTA -> outputDelta(batch, m, n);
            case TALLY -> tally(batch, m, n);
            case AXPY -> axpy(m, n);
            case SGD, MOMENTUM, ADAM -> descend(batch, Descent.valueOf(operation.name()), n);
        };
    }

    private Matrix random(int rows, int columns) {
        float[] values = new float[rows * columns];
        new RandomStream(1, Purpose.WEIGHTS, 0, streams++).gaussian(values);
        Matrix matrix = zeros(rows, columns);
        device.upload(values, matrix);
        return matrix;
    }

    private Matrix zeros(int rows, int columns) {
        Matrix matrix = device.allocate(rows, columns);
        matrices.add(matrix);
        return matrix;
    }

    private void count(long floats) {
        bytesOfStep = FLOAT * floats;
    }

    private Matrix filled(int rows, int columns, float value) {
        float[] values = new float[rows * columns];
        Arrays.fill(values, value);
        Matrix matrix = zeros(rows, columns);
        device.upload(values, matrix);
        return matrix;
    }

    private Runnable largeMultiply() {
        Matrix from = random(1, LARGE);
        Matrix to = random(1, LARGE);
        Matrix ones = filled(1, LARGE, 1);
        count(3L * LARGE);
        return () -> device.multiply(from, ones, to);
    }

    private Runnable gather(Batch batch, int m) {
        Matrix x = zeros(m, INPUTS);
        bytesOfStep = (long) m * INPUTS * (FLOAT + 1);
        return () -> device.gather(batch, x);
    }

    private Runnable activate(Elementwise function, int m, int n, @Nullable Dropout dropout) {
        Matrix z = random(m, n);
        Matrix a = zeros(m, n);
        Matrix zero = zeros(1, n);
        count(3L * m * n);
        // Without a bias, so that z stays what it is however often it is run.
        return () -> device.activate(function, zero, z, a, dropout);
    }

    private Runnable gradient(Elementwise function, int m, int n) {
        Matrix values = switch (function) {
            case RELU, LEAKY_RELU -> random(m, n);
            default -> filled(m, n, still(function));
        };
        Matrix delta = random(m, n);
        Matrix sums = zeros(1, n);
        count(3L * m * n);
        return () -> device.activationGradient(function, values, delta, BiasGradient.of(sums), null);
    }

    /** Returns where the derivative is 1 or −1, so that delta neither vanishes nor grows however often it is run. */
    private static float still(Elementwise function) {
        return switch (function) {
            case SIGMOID -> (float) ((1 + Math.sqrt(5)) / 2);
            case TANH -> 0;
            case SOFTPLUS, GELU -> 20;
            default -> 1;
        };
    }

    private Runnable softmax(int m, int n) {
        Matrix zero = zeros(1, n);
        Matrix z = random(m, n);
        count(2L * m * n);
        return () -> device.softmax(zero, z);
    }

    private Runnable outputDelta(Batch batch, int m, int n) {
        Matrix activations = random(m, n);
        Matrix delta = zeros(m, n);
        count(2L * m * n);
        return () -> device.outputDelta(batch, Targets.ONE_HOT, activations, delta);
    }

    private Runnable tally(Batch batch, int m, int n) {
        Matrix logits = random(m, n);
        tally = device.allocateTally(m);
        Objective objective = new Objective(Loss.CROSS_ENTROPY, Elementwise.SIGMOID, Targets.ONE_HOT);
        count((long) m * n);
        Tally costs = tally;
        return () -> device.tally(objective, batch, logits, costs);
    }

    private Runnable axpy(int m, int n) {
        Matrix alpha = zeros(1, 1);
        Matrix x = random(m, n);
        Matrix y = random(m, n);
        count(3L * m * n);
        return () -> device.axpy(alpha, x, y);
    }

    private Runnable descend(Batch batch, Descent rule, int n) {
        int parameters = INPUTS * n + n;
        Matrix state = rule.stateRows() == 0 ? null : zeros(rule.stateRows(), parameters);
        ParameterBlock block = new ParameterBlock(random(1, parameters), random(1, parameters), state, INPUTS * n);
        Matrix rates = zeros(1, Rates.SIZE);
        device.upload(new Rates(1e-6, 0.9, 0.999, 1e-8, 0, 0, 0).pack(), rates);
        count((3L + 2 * rule.stateRows()) * parameters);
        return () -> device.descend(rule, batch.clock(), rates, block);
    }

    @Benchmark
    public void run(Traffic traffic) {
        if (operation == Operation.GATHER && left-- == 0) {
            device.shuffle(mini, 1, ++epoch);
            left = mini.batchesPerEpoch() - 1;
        }
        step.run(1);
        device.synchronize();
        traffic.bytes += bytesOfStep;
    }

    /** A fast wrong answer is no result: all that was read and written must be finite. */
    @TearDown
    public void check() {
        for (Matrix matrix : matrices) {
            float[] values = new float[matrix.size()];
            device.download(matrix, values);
            for (float value : values) {
                if (!Float.isFinite(value)) {
                    throw new IllegalStateException(operation + " left " + value);
                }
            }
        }
        if (tally != null && device.take(tally).examples() == 0) {
            throw new IllegalStateException("nothing was counted");
        }
        step.close();
        device.close();
    }
}
