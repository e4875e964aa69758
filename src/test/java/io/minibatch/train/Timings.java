package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendException;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Precision;
import io.minibatch.backend.StepHook;
import io.minibatch.backend.cuda.TimedCuda;
import io.minibatch.bench.Throughput;
import io.minibatch.data.Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Throughput by network, mini-batch size and precision, with fused steps where there are any; a captured step against
 * the same operations called; each operation alone. The most valuable cells come first, and none is started that the
 * budget does not cover.
 */
final class Timings {
    private static final List<String> SMALL = List.of("784-30-10", "784-100-10");
    private static final List<String> WIDE = List.of("784-800-800-10", "784-2500-2000-1500-1000-500-10");

    private static final int[] KEY = {10, 100, 128, 1024};
    private static final int[] KEY_OF_WIDE = {128, 1024, 4096};
    private static final int[] REST = {1, 32, 512, 4096, 16384, 64, 256, 2, 4, 8, 16, 2048, 8192};
    private static final int[] REST_OF_WIDE = {100, 512, 16384, 32, 256, 2048, 64, 8192};

    /** Seconds of a cell: 30 % warm it up, the rest, more than a second, is measured. */
    private static final double SECONDS = 1.5;

    /** Seconds of steps that raise the card's clock before the first cell of a precision. */
    private static final double RAISING = 0.4;

    private static final double MICRO = 1e6;

    private final Card card;
    private final Dataset training;
    private final Budget budget;
    private final List<String> failures = new ArrayList<>();
    private double warmUp;

    Timings(Card card, Dataset training, Budget budget) {
        this.card = card;
        this.training = training;
        this.budget = budget;
    }

    /** Throws where a part failed, after all were tried. */
    void print() {
        System.out.println(
                "Images/s by the wall clock, median of 7 rounds of 0.15 s after 0.45 s of warm-up; device us: the");
        System.out.println("median of events around the replayed graphs.\n");
        on(Precision.FLOAT32, timed -> {
            header();
            cells(timed, Precision.FLOAT32, SMALL, KEY);
            cells(timed, Precision.FLOAT32, WIDE, KEY_OF_WIDE);
        });
        on(Precision.FLOAT32, BackendOptions.OFF, this::captured);
        on(Precision.FLOAT32, timed -> new OperationTable(timed, training, budget).print());
        for (Precision precision : List.of(Precision.TF32, Precision.BFLOAT16)) {
            on(precision, timed -> {
                header();
                cells(timed, precision, WIDE, KEY_OF_WIDE);
                cells(timed, precision, WIDE.subList(1, 2), new int[] {16384});
            });
        }
        on(Precision.FLOAT32, timed -> {
            header();
            cells(timed, Precision.FLOAT32, SMALL, REST);
            cells(timed, Precision.FLOAT32, WIDE, REST_OF_WIDE);
        });
        if (!failures.isEmpty()) {
            throw new IllegalStateException(String.join("; ", failures));
        }
    }

    private interface Part {
        void on(TimedCuda timed);
    }

    private void on(Precision precision, Part part) {
        on(precision, BackendOptions.AUTO, part);
    }

    /** A part that fails is reported, and the next one opens the card anew. */
    private void on(Precision precision, String fused, Part part) {
        if (!budget.hasSeconds(2 * SECONDS)) {
            System.out.println("\nno time left for " + precision.label());
            return;
        }
        try (Backend backend = card.open(precision, fused)) {
            warmUp = RAISING;
            part.on(new TimedCuda(backend));
        } catch (BackendException | DivergedException failure) {
            System.out.println("\nfailed: " + failure.getMessage());
            failures.add(String.valueOf(failure.getMessage()));
        }
        System.out.println();
    }

    private static void header() {
        System.out.println(
                "| layers | precision | batch | steps | images/s | spread | wall us/step | device us/step |");
        System.out.println("|---|---|---|---|---|---|---|---|");
    }

    private void cells(TimedCuda timed, Precision precision, List<String> networks, int[] batches) {
        for (int batch : batches) {
            for (String layers : networks) {
                Throughput throughput = measure(timed.backend(), layers, batch);
                if (throughput != null) {
                    print(layers, precision, throughput, timed.microsecondsPerStep());
                }
            }
        }
    }

    /** Returns null if the budget is used up. */
    private @Nullable Throughput measure(Backend backend, String layers, int batch) {
        if (!budget.hasSeconds(2 * SECONDS)) {
            return null;
        }
        Hyperparameters hyperparameters = Hyperparameters.sgd(1, batch, 0.01, 5);
        TrainingOptions options = new TrainingOptions(hyperparameters, new Monitoring(Set.of(), 0), 1);
        double more = warmUp;
        warmUp = 0;
        Workload workload = new Workload(Layers.sigmoid(Layers.of(layers)), options, training);
        try (TimedSteps steps = new TimedSteps(backend, workload)) {
            return Throughput.measure(steps, workload, more, SECONDS, () -> !budget.hasSeconds(0));
        }
    }

    private static void print(String layers, Precision precision, Throughput throughput, double deviceMicros) {
        double[] rounds = throughput.secondsPerStep();
        double wall = MICRO * rounds[rounds.length / 2];
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %d | %s | %,.0f | %.1f %% | %.2f | %.2f |%n",
                layers,
                precision.label(),
                throughput.batchSize(),
                throughput.fused() ? "fused" : "single operations",
                throughput.examplesPerSecond(),
                100 * throughput.spread(),
                wall,
                deviceMicros);
        new Figure("step")
                .with("layers", layers)
                .with("precision", precision.label())
                .with("batch", throughput.batchSize())
                .with("steps", throughput.fused() ? "fused" : "single operations")
                .with("images_per_second", throughput.examplesPerSecond())
                .with("spread", throughput.spread())
                .with("wall_us", wall)
                .with("device_us", deviceMicros)
                .print();
    }

    private void captured(TimedCuda timed) {
        System.out.println(
                "\nOne step in us by the wall clock, the recorded step replayed against its operations called:\n");
        System.out.println("| layers | batch | launches | replayed | called | ratio |\n|---|---|---|---|---|---|");
        for (String cell : List.of("784-30-10 10", "784-100-10 100", "784-800-800-10 128")) {
            String layers = cell.split(" ", -1)[0];
            int batch = Integer.parseInt(cell.split(" ", -1)[1]);
            Throughput replayed = measure(timed.backend(), layers, batch);
            timed.forget();
            int launches = timed.launches();
            Throughput called = measure(StepHook.calling(timed.backend()), layers, batch);
            if (replayed == null || called == null) {
                return;
            }
            double replay = MICRO * median(replayed);
            double call = MICRO * median(called);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %d | %.2f | %.2f | %.2f |%n",
                    layers,
                    batch,
                    launches,
                    replay,
                    call,
                    call / replay);
            new Figure("captured")
                    .with("layers", layers)
                    .with("batch", batch)
                    .with("launches", launches)
                    .with("replayed_us", replay)
                    .with("called_us", call)
                    .print();
        }
    }

    private static double median(Throughput throughput) {
        return Arrays.stream(throughput.secondsPerStep())
                .sorted()
                .skip(throughput.secondsPerStep().length / 2)
                .findFirst()
                .orElseThrow();
    }
}
