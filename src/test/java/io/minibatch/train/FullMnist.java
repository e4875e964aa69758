package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Precision;
import io.minibatch.backend.Tally;
import io.minibatch.data.Dataset;
import io.minibatch.data.Split;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Network;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/**
 * The book's two networks with its settings on all of MNIST, by fused steps and by single operations: what every GPU
 * must reach.
 */
final class FullMnist {
    private static final int EPOCHS = 30;

    private FullMnist() {}

    /**
     * @param eta the book's learning rate
     * @param least validation accuracy that its best epoch must reach
     */
    private record Run(List<Integer> layers, double eta, double least) {
        TrainingOptions options() {
            Monitoring accuracy = new Monitoring(EnumSet.of(Monitor.EVALUATION_ACCURACY), 0);
            return new TrainingOptions(Hyperparameters.sgd(EPOCHS, 10, eta, 5), accuracy, 1);
        }
    }

    private static final List<Run> RUNS =
            List.of(new Run(List.of(784, 30, 10), 0.5, 0.96), new Run(List.of(784, 100, 10), 0.1, 0.975));

    /** Throws where an accuracy is not reached, after all were printed. */
    static void print(Card card, Split data) {
        System.out.println("Batch 10, lambda 5, 30 epochs, seed 1; training seconds without evaluation.\n");
        System.out.println("| layers | eta | steps | best validation | test, last epoch | training s | all s |");
        System.out.println("|---|---|---|---|---|---|---|");
        List<String> failures = new ArrayList<>();
        try (Backend fused = card.open(Precision.FLOAT32);
                Backend single = card.open(Precision.FLOAT32, BackendOptions.OFF)) {
            for (Run run : RUNS) {
                if (isFused(fused, data, run)) {
                    print(fused, "fused", data, run, failures);
                }
                print(single, "single operations", data, run, failures);
            }
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException(String.join("; ", failures));
        }
    }

    private static boolean isFused(Backend backend, Split data, Run run) {
        Workload workload = new Workload(Layers.sigmoid(run.layers), run.options(), data.training());
        try (TimedSteps steps = new TimedSteps(backend, workload)) {
            return steps.isFused();
        }
    }

    private static void print(Backend backend, String steps, Split data, Run run, List<String> failures) {
        long start = System.nanoTime();
        TrainingResult result = new MiniBatchTrainer(backend, run.options(), List.of())
                .train(Layers.sigmoid(run.layers), data.training(), data.validation());
        double all = 1e-9 * (System.nanoTime() - start);
        List<Measurement> measurements = result.history().measurements();
        double seconds = measurements.get(measurements.size() - 1).seconds();
        double best = result.history().best(Monitor.EVALUATION_ACCURACY).orElseThrow();
        double test = accuracy(backend, result.last(), data.testOrValidation());
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %.2f %% | %.2f %% | %.2f | %.2f |%n",
                Layers.name(run.layers),
                run.eta,
                steps,
                100 * best,
                100 * test,
                seconds,
                all);
        new Figure("mnist")
                .with("layers", Layers.name(run.layers))
                .with("eta", run.eta)
                .with("steps", steps)
                .with("epochs", EPOCHS)
                .with("best_validation_accuracy", best)
                .with("test_accuracy", test)
                .with("training_seconds", seconds)
                .with("seconds", all)
                .print();
        if (best < run.least) {
            failures.add(Layers.name(run.layers) + ", " + steps + ", must reach " + run.least
                    + " on the validation images, not " + best);
        }
    }

    /** Returns the part of the images whose label the network finds. */
    static double accuracy(Backend backend, Network network, Dataset images) {
        try (DeviceNetwork onDevice = new DeviceNetwork(backend, network);
                var examples = backend.upload(images.images(), images.labels(), images.features(), images.outputs());
                Evaluator evaluator = new Evaluator(
                        backend, onDevice, examples, network.architecture().objective(0))) {
            Tally.Totals totals = evaluator.evaluate();
            return totals.accuracy();
        }
    }
}
