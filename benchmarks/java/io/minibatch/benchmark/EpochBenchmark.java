package io.minibatch.benchmark;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.data.DataListener;
import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import io.minibatch.data.Split;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.MiniBatchTrainer;
import io.minibatch.train.Monitoring;
import io.minibatch.train.TrainingOptions;
import io.minibatch.train.TrainingResult;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * One epoch of mini-batch SGD over the training data, from the upload of the network to its download, with nothing
 * monitored: what {@code train --epochs 1 --monitor none} does between reading the data and writing the files.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class EpochBenchmark {
    @Param("cpu")
    private String backend;

    @Param({"1", "2"})
    private int threads;

    @Param("auto")
    private String gemm;

    @Param("auto")
    private String fused;

    @Param("784-30-10")
    private String layers;

    @Param({"1", "10", "32", "100", "1024"})
    private int batch;

    private Split data;
    private Network initial;
    private Backend device;
    private @Nullable TrainingResult last;

    /** Uses MNIST where it is found without the network, else the built-in digits, and says which. */
    @Setup
    public void open() {
        data = DataLoader.standard().load(DataOptions.defaults().withoutDownload(), DataListener.NONE);
        List<Integer> sizes =
                Arrays.stream(layers.split("-")).map(Integer::valueOf).toList();
        initial = Initializer.DEFAULT.initialize(Architecture.sigmoid(sizes, Cost.CROSS_ENTROPY), 1);
        BackendOptions options =
                BackendOptions.withThreads(threads).withGemm(gemm).withFused(fused);
        device = Backends.open(backend, options).backend();
        System.out.println("# " + device.name() + ", " + device.device() + ", "
                + data.training().size() + " images: " + data.source().description());
    }

    @Benchmark
    public TrainingResult epoch() {
        Hyperparameters hyperparameters = Hyperparameters.sgd(1, batch, 0.1, 5);
        TrainingOptions options = new TrainingOptions(hyperparameters, new Monitoring(Set.of(), 0), 1);
        last = new MiniBatchTrainer(device, options, List.of()).train(initial, data.training(), data.validation());
        return last;
    }

    /**
     * A fast wrong answer is no result: the weights must have moved, and {@link Network} refuses what is not finite.
     */
    @TearDown
    public void check() {
        if (last == null || last.network().equals(initial)) {
            throw new IllegalStateException("nothing was trained");
        }
        device.close();
    }
}
