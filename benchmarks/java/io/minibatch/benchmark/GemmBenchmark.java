package io.minibatch.benchmark;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Step;
import io.minibatch.backend.Transpose;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.util.concurrent.TimeUnit;
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
 * The matrix products of a layer of 784 inputs, each by itself: a recorded step of one product, replayed.
 *
 * <p>A batch of M examples and N neurons: forward {@code [M, 784]·[784, N]}, gradient {@code [M, 784]ᵀ·[M, N]},
 * backward {@code [M, N]·[784, N]ᵀ}; all three take 2·M·N·784 operations. Single products are timed, so that the median
 * of the short ones does not depend on what else the machine does.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GemmBenchmark {
    private static final int INPUTS = 784;

    @Param("cpu")
    private String backend;

    @Param({"ejml", "vector", "openblas"})
    private String gemm;

    @Param("1")
    private int threads;

    @Param({"10x30", "10x100", "128x100", "1024x100", "1024x800", "4096x2048"})
    private String batchAndNeurons;

    @Param({"NONE", "A", "B"})
    private Transpose transpose;

    private Backend device;
    private Matrix result;
    private Step step;

    @Setup
    public void record() {
        String[] sizes = batchAndNeurons.split("x");
        int batch = Integer.parseInt(sizes[0]);
        int neurons = Integer.parseInt(sizes[1]);
        device = Backends.open(backend, BackendOptions.withThreads(threads).withGemm(gemm))
                .backend();
        System.out.println("# " + device.device());
        Matrix x = random(batch, INPUTS, 1);
        Matrix w = random(INPUTS, neurons, 2);
        Matrix delta = random(batch, neurons, 3);
        Matrix a = transpose == Transpose.B ? delta : x;
        Matrix b = transpose == Transpose.A ? delta : w;
        result = transpose == Transpose.NONE
                ? random(batch, neurons, 4)
                : transpose == Transpose.A ? random(INPUTS, neurons, 4) : random(batch, INPUTS, 4);
        step = device.record(() -> device.gemm(transpose, 0.5f, a, b, 0.5f, result));
    }

    private Matrix random(int rows, int columns, int stream) {
        float[] values = new float[rows * columns];
        new RandomStream(1, Purpose.WEIGHTS, 0, stream).gaussian(values);
        Matrix matrix = device.allocate(rows, columns);
        device.upload(values, matrix);
        return matrix;
    }

    @Benchmark
    public void product() {
        step.run(1);
        device.synchronize();
    }

    /** A fast wrong answer is no result; {@code MatrixProductTest} knows the right one. */
    @TearDown
    public void check() {
        float[] values = new float[result.size()];
        device.download(result, values);
        for (float value : values) {
            if (!Float.isFinite(value) || value == 0) {
                throw new IllegalStateException("the product holds " + value);
            }
        }
        step.close();
        device.close();
    }
}
