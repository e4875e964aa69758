package io.minibatch.train;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Precision;
import io.minibatch.backend.Tally;
import io.minibatch.backend.cuda.TimedCuda;
import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import io.minibatch.data.Dataset;
import io.minibatch.data.Notices;
import io.minibatch.data.Split;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.DropoutRates;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.optimize.UpdateRule.Momentum;
import io.minibatch.optimize.WeightPenalty;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What {@code native-notes/gpu-check} runs on a card besides the tests; prints Markdown. Arguments: what, data, libraries. */
final class GpuCheck {
    private static final int[] BATCHES = {1, 10, 32, 100, 128, 512, 1024, 4096};

    private GpuCheck() {}

    public static void main(String[] arguments) {
        DataOptions options = new DataOptions(Path.of(arguments[1]), true, List.of(), 0, 0);
        Split data = DataLoader.standard().load(options, Notices.SILENT);
        List<Path> libraries = arguments.length > 2 ? List.of(Path.of(arguments[2])) : List.of();
        List<Precision> precisions =
                arguments[0].equals("timings") ? List.of(Precision.values()) : List.of(Precision.FLOAT32);
        for (Precision precision : precisions) {
            BackendOptions named = new BackendOptions(1, libraries, BackendOptions.AUTO, precision);
            try (Backend backend = Backends.open("cuda", named).backend()) {
                System.out.println("device: " + backend.device());
                switch (arguments[0]) {
                    case "mnist" -> mnist(backend, data);
                    case "timings" -> timings(backend, data);
                    case "tiny" -> tiny(backend, data);
                    default -> throw new IllegalArgumentException(arguments[0]);
                }
            }
        }
    }

    /** The book's network on all of MNIST: what every GPU must reach. */
    private static void mnist(Backend backend, Split data) {
        Network initial = sigmoid(List.of(784, 30, 10));
        Hyperparameters hyperparameters = Hyperparameters.sgd(30, 10, 0.5, 5);
        Monitoring accuracy = new Monitoring(EnumSet.of(Monitor.EVALUATION_ACCURACY), 0);
        long start = System.nanoTime();
        TrainingResult result = new Trainer(backend, new TrainingOptions(hyperparameters, accuracy, 1), List.of())
                .train(initial, data.training(), data.validation());
        double best = result.history().best(Monitor.EVALUATION_ACCURACY).orElseThrow();
        double test = accuracy(backend, result.network(), data.test());
        System.out.printf(
                Locale.ROOT,
                "784-30-10, batch 10, eta 0.5, lambda 5, 30 epochs, seed 1: best validation %.2f %%, test of the last epoch "
                        + "%.2f %%, %.1f s with evaluation%n",
                100 * best,
                100 * test,
                (System.nanoTime() - start) * 1e-9);
        if (best < 0.96) {
            throw new IllegalStateException("784-30-10 must reach 96 % on the validation images");
        }
    }

    private static double accuracy(Backend backend, Network network, Dataset images) {
        try (DeviceNetwork onDevice = new DeviceNetwork(backend, network);
                var examples = backend.upload(images.images(), images.labels(), images.features(), images.classes());
                Evaluator evaluator = new Evaluator(
                        backend, onDevice, examples, network.architecture().objective(0))) {
            Tally.Totals totals = evaluator.evaluate();
            return totals.accuracy();
        }
    }

    /**
     * By mini-batch size: images a second by the wall clock, the median of three epochs after one that warms up, and the
     * device's own time for a step, the mean of four epochs.
     */
    private static void timings(Backend backend, Split data) {
        System.out.println(
                "images/s: wall clock, median of epochs 2 to 4; device us: events around the replayed graphs\n");
        System.out.println("| layers | batch | images/s | wall us/step | device us/step |\n|---|---|---|---|---|");
        TimedCuda timed = new TimedCuda(backend);
        for (List<Integer> sizes : List.of(List.of(784, 30, 10), List.of(784, 100, 10), List.of(784, 800, 800, 10))) {
            for (int batch : BATCHES) {
                if (batch == 1 && sizes.size() > 3) {
                    continue;
                }
                Hyperparameters hyperparameters = Hyperparameters.sgd(4, batch, 0.01, 5);
                TrainingOptions options = new TrainingOptions(hyperparameters, new Monitoring(Set.of(), 0), 1);
                double[] rates = new Trainer(timed.backend(), options, List.of())
                        .train(sigmoid(sizes), data.training(), data.validation()).history().measurements().stream()
                                .skip(1)
                                .mapToDouble(Measurement::examplesPerSecond)
                                .sorted()
                                .toArray();
                double median = rates[rates.length / 2];
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %d | %.0f | %.2f | %.2f |%n",
                        sizes,
                        batch,
                        median,
                        1e6 * batch / median,
                        timed.microsecondsPerStep());
            }
        }
    }

    /** Every kernel of training once, on few images: for compute-sanitizer, which is slow. */
    private static void tiny(Backend backend, Split data) {
        Dataset few = data.validation().slice(0, 100);
        Architecture architecture = Architecture.of(
                List.of(few.features(), 33, 31, few.classes()),
                List.of(Activation.GELU, Activation.TANH, Activation.SOFTMAX),
                Cost.LOG_LIKELIHOOD);
        Regularization all =
                new Regularization(new WeightPenalty(0.1, 0.1), DropoutRates.hidden(0.5, architecture), 2, 0.1);
        Hyperparameters hyperparameters =
                Hyperparameters.sgd(2, 17, 0.05, 0).with(all).with(Momentum.nesterov(0.9));
        TrainingOptions options = new TrainingOptions(
                hyperparameters, Monitoring.everything(), 1, Augmentation.ciresan(few.rows(), few.columns()));
        TrainingResult result =
                new Trainer(backend, options, List.of()).train(Initializer.HE.initialize(architecture, 1), few, few);
        System.out.println("costs " + Arrays.toString(result.history().series(Monitor.TRAINING_COST)));
    }

    private static Network sigmoid(List<Integer> sizes) {
        return Initializer.DEFAULT.initialize(Architecture.sigmoid(sizes, Cost.CROSS_ENTROPY), 1);
    }
}
