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
import io.minibatch.network.DropoutRates;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.optimize.Averaging;
import io.minibatch.optimize.LearningRate;
import io.minibatch.optimize.Schedule;
import io.minibatch.optimize.UpdateRule.Adam;
import io.minibatch.optimize.UpdateRule.Momentum;
import io.minibatch.optimize.UpdateRule.RmsProp;
import io.minibatch.optimize.WeightPenalty;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.MiniBatchTrainer;
import io.minibatch.train.Monitoring;
import io.minibatch.train.Regularization;
import io.minibatch.train.TrainingOptions;
import io.minibatch.train.TrainingResult;
import java.util.List;
import java.util.Set;
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
 * The time that each technique adds to an epoch: 784-100-10 at mini-batch size 100, as in {@link EpochBenchmark}
 * otherwise.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
public class TechniqueBenchmark {
    @Param("cpu")
    private String backend;

    @Param("1")
    private int threads;

    @Param({
        "plain",
        "l1",
        "dropout",
        "maxnorm",
        "smoothing",
        "momentum",
        "nesterov",
        "adam",
        "rmsprop",
        "clipnorm",
        "onecycle",
        "ema"
    })
    private String technique;

    private Split data;
    private Network initial;
    private Backend device;

    @Setup
    public void open() {
        data = DataLoader.standard().load(DataOptions.defaults().withoutDownload(), DataListener.NONE);
        initial = Initializer.DEFAULT.initialize(Architecture.sigmoid(List.of(784, 100, 10), Cost.CROSS_ENTROPY), 1);
        device = Backends.open(backend, BackendOptions.withThreads(threads)).backend();
        System.out.println("# " + device.name() + ", " + device.device() + ", "
                + data.training().size() + " images: " + data.source().description());
    }

    @Benchmark
    public TrainingResult epoch() {
        TrainingOptions options = new TrainingOptions(hyperparameters(), new Monitoring(Set.of(), 0), 1);
        Averaging averaging = technique.equals("ema") ? Averaging.Exponential.standard() : Averaging.NONE;
        return new MiniBatchTrainer(device, options.with(averaging), List.of())
                .train(initial, data.training(), data.validation());
    }

    private Hyperparameters hyperparameters() {
        Hyperparameters plain = Hyperparameters.sgd(1, 100, 0.1, 5);
        WeightPenalty l2 = WeightPenalty.l2(5);
        return switch (technique) {
            case "plain", "ema" -> plain;
            case "l1" -> plain.with(Regularization.of(new WeightPenalty(1, 5)));
            case "dropout" ->
                plain.with(new Regularization(l2, DropoutRates.hidden(0.5, initial.architecture()), 0, 0));
            case "maxnorm" -> plain.with(new Regularization(l2, DropoutRates.NONE, 3, 0));
            case "smoothing" -> plain.with(new Regularization(l2, DropoutRates.NONE, 0, 0.1));
            case "momentum" -> plain.with(Momentum.of(0.9)).with(LearningRate.constant(0.01));
            case "nesterov" -> plain.with(Momentum.nesterov(0.9)).with(LearningRate.constant(0.01));
            case "adam" -> plain.with(Adam.standard()).with(LearningRate.constant(0.001));
            case "rmsprop" -> plain.with(RmsProp.standard()).with(LearningRate.constant(0.001));
            case "clipnorm" -> plain.withClipNorm(1);
            case "onecycle" -> plain.with(new LearningRate(0.1, new Schedule.OneCycle(1, Schedule.OneCycle.RISE)));
            default -> throw new IllegalArgumentException(technique);
        };
    }

    @TearDown
    public void close() {
        device.close();
    }
}
