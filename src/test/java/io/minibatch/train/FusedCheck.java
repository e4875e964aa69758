package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Precision;
import io.minibatch.backend.cuda.FusedResources;
import io.minibatch.backend.cuda.TimedCuda;
import io.minibatch.bench.Throughput;
import io.minibatch.data.Dataset;
import io.minibatch.train.FusedCell.Technique;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Fused steps of a card against the same steps as single operations: resources, results and time. */
final class FusedCheck {
    private static final double MICRO = 1e6;

    private final Card card;
    private final Size size;
    private final Budget budget;
    private final List<String> failures = new ArrayList<>();

    /**
     * The extent of the check.
     *
     * @param cells the most valuable first
     * @param seconds of the time of a cell, once fused and once not
     * @param steps after which the results are compared for the last time
     */
    record Size(List<FusedCell> cells, double seconds, int steps) {
        /** Returns the size for a card; two thirds of the seconds are measured, the rest is warm-up. */
        static Size ofCard(Dataset data) {
            List<FusedCell> cells = new ArrayList<>();
            add(cells, data, "784-30-10", Technique.PLAIN, 10, 1, 2, 16, 24);
            add(cells, data, "784-100-10", Technique.PLAIN, 10, 16);
            add(cells, data, "784-30-10", Technique.MOMENTUM, 10, 16);
            add(cells, data, "784-100-10", Technique.MOMENTUM, 10, 16);
            add(cells, data, "784-30-10", Technique.DROPOUT, 10);
            add(cells, data, "784-10", Technique.PLAIN, 10);
            add(cells, data, "256-100-10", Technique.PLAIN, 10, 16);
            return new Size(cells, 2, 2000);
        }

        private static void add(
                List<FusedCell> cells, Dataset data, String layers, Technique technique, int... batches) {
            for (int batch : batches) {
                cells.add(FusedCell.of(layers, batch, technique, data));
            }
        }
    }

    FusedCheck(Card card, Size size, Budget budget) {
        this.card = card;
        this.size = size;
        this.budget = budget;
    }

    /** Throws where results differ or a kernel spills registers, after all was printed. */
    void print() {
        try (Backend fused = card.open(Precision.FLOAT32);
                Backend single = card.open(Precision.FLOAT32, BackendOptions.OFF)) {
            System.out.println("device: " + fused.device() + "\n");
            List<FusedCell> claimed = claimed(fused);
            FusedAgreement agreement = new FusedAgreement(fused, single, size.steps);
            agreement.print(claimed, Budget.ofSeconds(budget.secondsLeft() / 3));
            failures.addAll(agreement.failures());
            timings(new TimedCuda(fused), new TimedCuda(single), claimed);
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException(String.join("; ", failures));
        }
    }

    /** Prints what the kernels take of the device, and returns the cells whose steps are fused. */
    private List<FusedCell> claimed(Backend fused) {
        System.out.println(
                "Resources as the driver says, — where it does not; local memory is what registers spill:\n");
        System.out.println(
                "| layers, mini-batch | kernel | blocks × threads | registers | dynamic + static shared bytes"
                        + " | local bytes | blocks a multiprocessor |");
        System.out.println("|---|---|---|---|---|---|---|");
        List<FusedCell> claimed = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (FusedCell cell : size.cells) {
            Workload workload = cell.workload(1);
            FusedResources resources = FusedResources.of(workload.options()
                    .plan(workload.initial().architecture(), workload.data().size()));
            if (resources == null || !NetworkGroup.isFused(fused, cell)) {
                others.add(cell.name());
            } else {
                claimed.add(cell);
                print(cell, resources);
            }
        }
        others.forEach(name -> System.out.println("\n" + name + ": single operations make its steps here"));
        if (claimed.isEmpty()) {
            failures.add("the backend claims none of the steps");
        }
        return claimed;
    }

    private void print(FusedCell cell, FusedResources resources) {
        System.out.printf(
                Locale.ROOT,
                "| %s | `%s` | %d × %d | %s | %d + %s | %s | %s |%n",
                cell.name(),
                resources.kernel(),
                resources.networkBlocks(),
                resources.threads(),
                text(resources.registers()),
                resources.dynamicBytes(),
                text(resources.staticBytes()),
                text(resources.localBytes()),
                text(resources.blocks()));
        Figure figure = figure("fused-resources", cell)
                .with("kernel", resources.kernel())
                .with("blocks", resources.networkBlocks())
                .with("threads", resources.threads())
                .with("dynamic_shared_bytes", resources.dynamicBytes());
        resources.registers().ifPresent(registers -> figure.with("registers", registers));
        resources.staticBytes().ifPresent(bytes -> figure.with("static_shared_bytes", bytes));
        resources.localBytes().ifPresent(bytes -> figure.with("local_bytes", bytes));
        resources.blocks().ifPresent(blocks -> figure.with("blocks_a_multiprocessor", blocks));
        figure.print();
        if (resources.localBytes().orElse(0) > 0) {
            failures.add(resources.kernel() + " spills registers to "
                    + resources.localBytes().getAsInt() + " bytes of local memory");
        }
    }

    private static String text(OptionalInt value) {
        return value.isPresent() ? String.valueOf(value.getAsInt()) : "—";
    }

    private static Figure figure(String kind, FusedCell cell) {
        return new Figure(kind)
                .with("layers", cell.layers())
                .with("batch", cell.batch())
                .with("technique", cell.label());
    }

    private void timings(TimedCuda fused, TimedCuda single, List<FusedCell> cells) {
        System.out.println(
                "\nMicroseconds of a step: by the wall clock with the shuffles between epochs, the median of 7 rounds; by"
                        + " events, the median of the calls that run steps:\n");
        System.out.println("| layers, mini-batch | fused, wall | fused, events | single operations, wall"
                + " | single operations, events | single by fused, wall |");
        System.out.println("|---|---|---|---|---|---|");
        for (FusedCell cell : cells) {
            double[] fusedMicros = micros(fused, cell);
            double[] singleMicros = micros(single, cell);
            if (fusedMicros == null || singleMicros == null) {
                System.out.println("\nno time left for " + cell.name());
                return;
            }
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.2f | %.2f | %.2f | %.2f | %.2f × |%n",
                    cell.name(),
                    fusedMicros[0],
                    fusedMicros[1],
                    singleMicros[0],
                    singleMicros[1],
                    singleMicros[0] / fusedMicros[0]);
            figure("fused", cell)
                    .with("fused_wall_us", fusedMicros[0])
                    .with("fused_device_us", fusedMicros[1])
                    .with("single_wall_us", singleMicros[0])
                    .with("single_device_us", singleMicros[1])
                    .print();
        }
    }

    /** Returns microseconds of a step by the wall clock and by events, null if the budget is used up. */
    private double @Nullable [] micros(TimedCuda timed, FusedCell cell) {
        if (!budget.hasSeconds(size.seconds)) {
            return null;
        }
        Workload workload = cell.workload(1);
        timed.forget();
        try (TimedSteps steps = new TimedSteps(timed.backend(), workload)) {
            Throughput throughput = Throughput.measure(steps, workload, 0, size.seconds, () -> !budget.hasSeconds(0));
            if (throughput == null) {
                return null;
            }
            double[] rounds = throughput.secondsPerStep();
            return new double[] {MICRO * rounds[rounds.length / 2], timed.microsecondsPerStep()};
        }
    }
}
