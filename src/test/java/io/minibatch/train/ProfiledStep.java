package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Precision;
import io.minibatch.backend.cuda.Profiler;
import io.minibatch.data.Dataset;
import io.minibatch.train.FusedCell.Technique;

/** Runs steps between {@code cuProfilerStart} and {@code cuProfilerStop}, for ncu. */
final class ProfiledStep {
    private static final int WARM_UP = 20;
    private static final int FUSED_STEPS = 100;

    private ProfiledStep() {}

    /** One step of two networks as single operations. */
    static void print(Card card, Dataset data) {
        try (Backend single = card.open(Precision.FLOAT32, BackendOptions.OFF)) {
            System.out.println("device: " + single.device() + "\n");
            profile(single, FusedCell.of("784-30-10", 10, Technique.PLAIN, data), 1);
            profile(single, FusedCell.of("784-800-800-10", 128, Technique.PLAIN, data), 1);
        }
    }

    /** Fused steps in one launch; throws where the backend does not claim those of the small network. */
    static void fused(Backend backend, Dataset data) {
        profile(backend, FusedCell.of("784-30-10", 10, Technique.PLAIN, data), FUSED_STEPS);
        FusedCell wide = FusedCell.of("784-100-10", 10, Technique.PLAIN, data);
        if (NetworkGroup.isFused(backend, wide)) {
            profile(backend, wide, FUSED_STEPS);
        }
    }

    private static void profile(Backend backend, FusedCell cell, int times) {
        System.out.println(cell.name() + ", steps: " + times);
        try (NetworkGroup group = NetworkGroup.ofSeeds(backend, cell, 1)) {
            if (times > 1 && !group.isFused()) {
                throw new IllegalStateException("the backend does not claim the steps of " + cell.name());
            }
            group.run(WARM_UP);
            backend.synchronize();
            Profiler.start();
            group.run(times);
            backend.synchronize();
            Profiler.stop();
        }
    }
}
