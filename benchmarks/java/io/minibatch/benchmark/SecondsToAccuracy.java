package io.minibatch.benchmark;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.data.DataListener;
import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import io.minibatch.data.Split;
import io.minibatch.io.AtomicFile;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.report.Chart;
import io.minibatch.report.Png;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.Measurement;
import io.minibatch.train.MiniBatchTrainer;
import io.minibatch.train.Monitor;
import io.minibatch.train.Monitoring;
import io.minibatch.train.TrainingOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Seconds of training to 97 % of the validation images for each mini-batch size, with a learning rate that grows by the
 * square root of the size; Krizhevsky 2014, section 5. Evaluation does not count. Writes seconds-to-97.csv and
 * seconds-to-97.png to the folder that is given.
 */
final class SecondsToAccuracy {
    private static final List<Integer> LAYERS = List.of(784, 100, 10);
    private static final int[] SIZES = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};
    private static final int[] SEEDS = {1, 2, 3};
    private static final double WANTED = 0.97;
    private static final double ETA_OF_TEN = 0.5;
    private static final int EPOCHS = 30;
    private static final int EXAMPLES_BETWEEN_MEASUREMENTS = 5000;

    private final Split data = DataLoader.standard().load(DataOptions.defaults().withoutDownload(), DataListener.NONE);

    private SecondsToAccuracy() {}

    static void main(Path folder) {
        try (Backend backend = Backends.open("auto", BackendOptions.defaults()).backend()) {
            System.out.println(backend.name() + ", " + backend.device());
            new SecondsToAccuracy().run(backend, folder);
        }
    }

    private void run(Backend backend, Path folder) {
        seconds(backend, 10, 0);
        double[][] seconds = new double[SIZES.length][SEEDS.length];
        for (int s = 0; s < SEEDS.length; s++) {
            for (int i = 0; i < SIZES.length; i++) {
                seconds[i][s] = seconds(backend, SIZES[i], SEEDS[s]);
                System.out.printf(Locale.ROOT, "mini-batch %d, seed %d: %.3f s%n", SIZES[i], SEEDS[s], seconds[i][s]);
            }
        }
        StringBuilder csv = new StringBuilder("batch,median,least,most\n");
        List<Integer> arrived = new ArrayList<>();
        for (int i = 0; i < SIZES.length; i++) {
            Arrays.sort(seconds[i]);
            double[] sorted = seconds[i];
            csv.append(String.format(Locale.ROOT, "%d,%.3f,%.3f,%.3f%n", SIZES[i], sorted[1], sorted[0], sorted[2]));
            if (Double.isFinite(sorted[1])) {
                arrived.add(i);
            }
        }
        AtomicFile.writeText(folder.resolve("seconds-to-97.csv"), csv.toString());
        Chart.Series series = new Chart.Series(
                backend.name(),
                arrived.stream().mapToDouble(i -> SIZES[i]).toArray(),
                arrived.stream().mapToDouble(i -> seconds[i][1]).toArray(),
                new double[0],
                Chart.Style.LINE);
        Chart chart = new Chart(
                "784-100-10 to 97 % of the validation images, median of 3 seeds",
                Chart.Axis.of("mini-batch size", true), Chart.Axis.of("seconds of training", true), List.of(series));
        Png.write(folder.resolve("seconds-to-97.png"), chart.draw());
    }

    private double seconds(Backend backend, int size, int seed) {
        double eta = ETA_OF_TEN * Math.sqrt(size / 10.0);
        Hyperparameters hyperparameters = Hyperparameters.sgd(size == 1 ? EPOCHS / 3 : EPOCHS, size, eta, 5);
        Monitoring monitoring = new Monitoring(Set.of(Monitor.EVALUATION_ACCURACY), EXAMPLES_BETWEEN_MEASUREMENTS);
        Network initial = Initializer.DEFAULT.initialize(Architecture.sigmoid(LAYERS, Cost.CROSS_ENTROPY), seed);
        List<Measurement> measured = new MiniBatchTrainer(
                        backend, new TrainingOptions(hyperparameters, monitoring, seed), List.of())
                .train(initial, data.training(), data.validation())
                .history()
                .measurements();
        return measured.stream()
                .filter(each -> each.value(Monitor.EVALUATION_ACCURACY).orElse(0) >= WANTED)
                .mapToDouble(Measurement::seconds)
                .findFirst()
                .orElse(Double.POSITIVE_INFINITY);
    }
}
