package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Step;
import io.minibatch.backend.StepHook;
import io.minibatch.backend.cuda.OpeningCosts;
import io.minibatch.data.Split;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The start-up time of {@code train --epochs 1} before its first step, in milliseconds, by part. */
final class StartUp {
    private StartUp() {}

    /** @param entered when {@code main} was entered, before the data were read, in milliseconds since 1970 */
    static void print(long entered, Split data, List<Path> libraries) {
        Map<String, Double> costs = new LinkedHashMap<>();
        String started = System.getenv("MINIBATCH_STARTED");
        if (started != null) {
            costs.put("JVM", (double) (entered - Long.parseLong(started)));
        }
        costs.put("data", (double) (System.currentTimeMillis() - entered));
        costs.putAll(OpeningCosts.milliseconds(libraries));
        BackendOptions options = new BackendOptions(1, libraries);
        try (Backend backend = Backends.open("cuda", options).backend()) {
            toFirstStep(backend, data, costs);
        }
        System.out.println("| part | ms |\n|---|---|");
        Figure figure = new Figure("start-up");
        double all = 0;
        for (Map.Entry<String, Double> cost : costs.entrySet()) {
            System.out.printf(Locale.ROOT, "| %s | %.1f |%n", cost.getKey(), cost.getValue());
            figure.with(cost.getKey(), cost.getValue());
            all += cost.getValue();
        }
        System.out.printf(Locale.ROOT, "| all | %.1f |%n", all);
        figure.with("all", all).print();
    }

    /** Trains one epoch of 784-30-10 and takes the times at which its step is recorded or claimed, and first ends. */
    private static void toFirstStep(Backend backend, Split data, Map<String, Double> costs) {
        long start = System.nanoTime();
        long[] laps = new long[3];
        Backend hooked = StepHook.on(backend, step -> {
            laps[1] = System.nanoTime();
            return new Step() {
                @Override
                public void run(int times) {
                    if (laps[2] == 0) {
                        step.run(1);
                        backend.synchronize();
                        laps[2] = System.nanoTime();
                        step.run(times - 1);
                    } else {
                        step.run(times);
                    }
                }

                @Override
                public void close() {
                    step.close();
                }
            };
        });
        Monitoring nothing = new Monitoring(Set.of(), 0);
        new MiniBatchTrainer(hooked, new TrainingOptions(Hyperparameters.sgd(1, 10, 0.5, 5), nothing, 1), List.of())
                .train(Layers.sigmoid(List.of(784, 30, 10)), data.training().slice(0, 1000), data.validation());
        long end = laps[2];
        long uploadStart = System.nanoTime();
        TrainingSession.upload(backend, data.training()).close();
        backend.synchronize();
        double upload = 1e-6 * (System.nanoTime() - uploadStart);
        costs.put("upload of the training images", upload);
        costs.put("network, warm-up of cuBLAS, recording or claiming", 1e-6 * (laps[1] - start));
        costs.put("first step", 1e-6 * (end - laps[1]));
    }
}
