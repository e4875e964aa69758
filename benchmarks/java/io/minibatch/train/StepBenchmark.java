package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Precision;
import io.minibatch.data.DataListener;
import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import io.minibatch.data.Dataset;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
 * One step of mini-batch SGD with L2: gather, forward, backward, update; and a shuffle as often as an epoch ends. What
 * it allocates is shown by {@code -prof gc}.
 *
 * <p>It stands in this package for the sake of {@link MiniBatchSteps}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StepBenchmark {
    private static final double ETA = 0.01;
    private static final double LAMBDA = 5;

    /** Steps that are replayed by one call where the device has a queue, as training does between measurements. */
    private static final int REPLAYED_TOGETHER = 50;

    @Param("cpu")
    private String backend;

    @Param({"1", "2"})
    private int threads;

    @Param("auto")
    private String gemm;

    @Param("fp32")
    private String precision;

    @Param("auto")
    private String fused;

    @Param({"784-30-10", "784-100-10", "784-800-800-10", "784-2500-2000-1500-1000-500-10"})
    private String layers;

    @Param({"1", "10", "32", "100", "128", "512", "1024", "4096", "16384"})
    private int batch;

    private Network initial;
    private Backend device;
    private DeviceNetwork network;
    private MiniBatchSteps steps;
    private int stepsPerEpoch;
    private int epoch;
    private int left;
    private int together;
    private long imagesOfStep;

    /** The work of an invocation, summed by JMH; the last mini-batch of an epoch may be short. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Done {
        public long steps;
        public long images;
    }

    /** Uses MNIST where it is found without the network, else the built-in digits, and says which. */
    @Setup
    public void record() {
        Dataset data = DataLoader.standard()
                .load(DataOptions.defaults().withoutDownload(), DataListener.NONE)
                .training();
        List<Integer> sizes =
                Arrays.stream(layers.split("-")).map(Integer::valueOf).toList();
        initial = Initializer.DEFAULT.initialize(Architecture.sigmoid(sizes, Cost.CROSS_ENTROPY), 1);
        BackendOptions options = new BackendOptions(threads, List.of(), gemm, Precision.of(precision), fused);
        device = Backends.open(backend, options).backend();
        System.out.println("# " + device.name() + ", " + device.device() + ", " + data.size() + " images");
        network = new DeviceNetwork(device, initial);
        TrainingOptions plain =
                new TrainingOptions(Hyperparameters.sgd(1, batch, ETA, LAMBDA), new Monitoring(Set.of(), 0), 1);
        steps = new MiniBatchSteps(new OwnDevice(device), plain, network, TrainingSession.upload(device, data));
        System.out.println("# " + (steps.isFused() ? "fused steps" : "steps of single operations"));
        device.upload(plain.rates(ETA, 0, data.size()).pack(), steps.rates());
        stepsPerEpoch = steps.clock().stepsPerEpoch();
        together = device.name().equals("cpu") ? 1 : REPLAYED_TOGETHER;
        imagesOfStep = Math.round((double) data.size() / stepsPerEpoch);
    }

    @Benchmark
    public void step(Done done) {
        if (left == 0) {
            steps.startEpoch(1, epoch++);
            left = stepsPerEpoch;
        }
        int times = Math.min(left, together);
        steps.runAll(times);
        device.synchronize();
        left -= times;
        done.steps += times;
        done.images += times * imagesOfStep;
    }

    /**
     * A fast wrong answer is no result: the weights must have moved, and {@link Network} refuses what is not finite.
     */
    @TearDown
    public void check() {
        if (network.download().equals(initial)) {
            throw new IllegalStateException("nothing was trained");
        }
        steps.close();
        device.close();
    }
}
