package io.minibatch.train;

import io.minibatch.backend.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Parameters after fused steps against those after single operations, and against those after the same steps in other
 * calls.
 */
final class FusedAgreement {
    private static final int FEW = 20;

    /** The most that a parameter may differ after a few steps, relative to itself, or absolute where it is below 1. */
    private static final double LIMIT = 1e-4;

    /** Networks of the group; the second runs alone too. */
    private static final int GROUP = 3;

    private final Backend fused;
    private final Backend single;
    private final int steps;
    private final List<String> failures = new ArrayList<>();

    /** @param steps after which the parameters are compared for the last time */
    FusedAgreement(Backend fused, Backend single, int steps) {
        this.fused = fused;
        this.single = single;
        this.steps = steps;
    }

    List<String> failures() {
        return failures;
    }

    /** Prints a row for each cell that the budget covers. */
    void print(List<FusedCell> cells, Budget budget) {
        System.out.printf(
                Locale.ROOT,
                "%nLargest difference of a parameter from that of single operations, relative where it is above 1; and"
                        + " bits:%n%n| layers, mini-batch | %d steps | %,d steps | 7 steps = 3 and 4 | alone = among %d |%n",
                FEW,
                steps,
                GROUP);
        System.out.println("|---|---|---|---|---|");
        for (FusedCell cell : cells) {
            if (!budget.hasSeconds(1)) {
                System.out.println("\nno time left for " + cell.name());
                return;
            }
            print(cell, budget);
        }
    }

    private void print(FusedCell cell, Budget budget) {
        double[] differences = differences(cell, budget);
        boolean divided = Arrays.equals(parameters(cell, 7), parameters(cell, 3, 4));
        boolean grouped = isThatOfGroup(cell);
        System.out.printf(
                Locale.ROOT,
                "| %s | %.1e | %s | %s | %s |%n",
                cell.name(),
                differences[0],
                differences.length == 1 ? "no time left" : String.format(Locale.ROOT, "%.1e", differences[1]),
                yes(divided),
                yes(grouped));
        double last = differences[differences.length - 1];
        new Figure("fused-agreement")
                .with("layers", cell.layers())
                .with("batch", cell.batch())
                .with("technique", cell.label())
                .with("after_" + FEW + "_steps", differences[0])
                .with("after_" + steps + "_steps", differences.length == 1 ? Double.NaN : last)
                .with("divided_equal", yes(divided))
                .with("grouped_equal", yes(grouped))
                .print();
        require(differences[0] <= LIMIT, cell, "differs by " + differences[0] + " after " + FEW + " steps");
        require(Double.isFinite(last), cell, "is not finite after " + steps + " steps");
        require(divided, cell, "depends on how steps are divided into calls");
        require(grouped, cell, "depends on the networks beside it");
    }

    private static String yes(boolean is) {
        return is ? "yes" : "no";
    }

    private void require(boolean holds, FusedCell cell, String otherwise) {
        if (!holds) {
            failures.add(cell.name() + " " + otherwise);
        }
    }

    /** Returns the largest differences after a few steps and, where the budget covers them, after all. */
    private double[] differences(FusedCell cell, Budget budget) {
        try (NetworkGroup whole = NetworkGroup.ofSeeds(fused, cell, 1);
                NetworkGroup parts = NetworkGroup.ofSeeds(single, cell, 1)) {
            double seconds = whole.seconds(FEW) + parts.seconds(FEW);
            double few = difference(whole.parameters(0), parts.parameters(0));
            int more = steps - FEW;
            if (!budget.hasSeconds(seconds / FEW * more)) {
                return new double[] {few};
            }
            return new double[] {
                few, difference(whole.run(more).parameters(0), parts.run(more).parameters(0))
            };
        }
    }

    /** NaN if one of the parameters is. */
    private static double difference(float[] actual, float[] expected) {
        double most = 0;
        for (int i = 0; i < expected.length; i++) {
            double scale = Math.max(1, Math.abs(expected[i]));
            most = Math.max(most, Math.abs((double) actual[i] - expected[i]) / scale);
        }
        return most;
    }

    private float[] parameters(FusedCell cell, int... calls) {
        try (NetworkGroup group = NetworkGroup.ofSeeds(fused, cell, 1)) {
            for (int times : calls) {
                group.run(times);
            }
            return group.parameters(0);
        }
    }

    private boolean isThatOfGroup(FusedCell cell) {
        try (NetworkGroup group = NetworkGroup.ofSeeds(fused, cell, GROUP);
                NetworkGroup alone = new NetworkGroup(fused, List.of(cell.workload(2)))) {
            return Arrays.equals(group.run(FEW).parameters(1), alone.run(FEW).parameters(0));
        }
    }
}
