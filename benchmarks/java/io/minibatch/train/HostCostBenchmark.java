package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Step;
import io.minibatch.backend.Transpose;
import io.minibatch.backend.cuda.EmulatedCuda;
import io.minibatch.data.Dataset;
import io.minibatch.data.Schema;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.optimize.Averaging;
import io.minibatch.step.UnfusedStep;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The host's time on the CUDA backend: Java and JNI alone, on an emulated driver whose launches, products and
 * replays return at once ({@code MINIBATCH_EMULATOR_NOOP=1}). A real driver adds its own part. 784-30-10, batches of
 * 10.
 *
 * <p>It stands in this package for the sake of {@link TrainingLoop}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HostCostBenchmark {
    private static final String NO_OP = "MINIBATCH_EMULATOR_NOOP";
    private static final int BATCH = 10;
    private static final int EXAMPLES = 1000;
    private static final int EPOCHS = 30;

    /** As many steps as the backend captures in one graph. */
    private static final int STEPS = 50;

    private static final TrainingOptions OPTIONS =
            new TrainingOptions(Hyperparameters.sgd(EPOCHS, BATCH, 0.5, 5), new Monitoring(Set.of(), 0), 1);

    private Network initial;
    private Backend device;
    private DeviceNetwork network;
    private UnfusedStep eager;
    private Step captured;
    private Matrix alpha;
    private Matrix input;
    private Matrix output;
    private TrainingSession session;
    private MiniBatchSteps steps;

    @Setup
    public void open() {
        if (System.getenv(NO_OP) == null) {
            throw new IllegalStateException("set " + NO_OP + "=1: this measures the host alone");
        }
        initial = Initializer.DEFAULT.initialize(Architecture.sigmoid(List.of(784, 30, 10), Cost.CROSS_ENTROPY), 1);
        device = EmulatedCuda.open();
        Dataset data = new Dataset("black", 28, 28, Schema.numbered(10), new byte[EXAMPLES * 784], new byte[EXAMPLES]);
        OwnDevice own = new OwnDevice(device);
        session = new TrainingSession(
                own, initial, data, data, new TrainingSession.Measured(Set.of(), Regularization.NONE, Averaging.NONE));
        network = session.network();
        steps = new MiniBatchSteps(own, OPTIONS, network, session.training());
        eager = new StepOnDevice(device, initial, session.training(), OPTIONS.hyperparameters()).operations;
        captured = device.record(eager::run);
        alpha = device.allocate(1, 1);
        input = device.allocate(BATCH, 784);
        output = device.allocate(BATCH, 30);
    }

    /** One step, its operations called one by one. */
    @Benchmark
    public void eagerStep() {
        eager.run();
    }

    /** One step of fifty that are replayed by one call. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public void capturedStep() {
        captured.run(STEPS);
    }

    /** One step that is replayed alone. */
    @Benchmark
    public void capturedStepAlone() {
        captured.run(1);
    }

    /** One of thirty epochs of 100 steps: shuffle, replays, the check for values that are not finite; no evaluation. */
    @Benchmark
    @OperationsPerInvocation(EPOCHS)
    public TrainingResult epoch() {
        return new TrainingLoop(session, OPTIONS, List.of(), TrainingState.start(initial)).run(steps, () -> false);
    }

    /** The smallest operation of one kernel, four arguments. */
    @Benchmark
    public void launch() {
        device.axpy(alpha, output, output);
    }

    /** The product of the first layer. */
    @Benchmark
    public void product() {
        device.gemm(Transpose.NONE, 1, input, network.weights(0), 0, output);
    }

    /** Nothing may have been computed, or else it was not the host alone that was measured. */
    @TearDown
    public void check() {
        if (!network.download().equals(initial)) {
            throw new IllegalStateException("something was trained");
        }
        captured.close();
        device.close();
    }
}
