package io.minibatch.step;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.ParameterBlock;
import io.minibatch.backend.StepClock;
import io.minibatch.backend.StepPlan;
import java.util.List;

/**
 * Clips the gradient that lies in memory, moves all parameters by it, and limits the norms. Its operations may be
 * recorded.
 */
public final class ParameterUpdate {
    private final Backend backend;
    private final StepPlan.Update update;
    private final StepClock clock;
    private final Matrix rates;
    private final ParameterBlock block;
    private final NormLimit limit;

    /**
     * Creates the update of a plan that has one.
     *
     * @param clock counts the steps
     * @param rates packed {@link io.minibatch.backend.Rates}
     */
    public ParameterUpdate(Backend backend, StepPlan plan, StepClock clock, Matrix rates, ParameterBlock block) {
        this.backend = backend;
        this.update = updateOf(plan);
        this.clock = clock;
        this.rates = rates;
        this.block = block;
        this.limit = new NormLimit(backend, plan, block.values());
    }

    static StepPlan.Update updateOf(StepPlan plan) {
        StepPlan.Update update = plan.update();
        if (update == null) {
            throw new IllegalArgumentException("the plan has no update");
        }
        return update;
    }

    /** Makes one step. */
    public void run() {
        if (update.clipNorm() > 0) {
            backend.clipNorm(update.clipNorm(), block.gradient());
        }
        backend.descend(update.rule(), clock, rates, block);
        limit.run();
    }

    /** The limit of the norms alone. */
    static final class NormLimit {
        private final Backend backend;
        private final float maxNorm;
        private final List<Matrix> weights;

        NormLimit(Backend backend, StepPlan plan, Matrix values) {
            this.backend = backend;
            this.maxNorm = updateOf(plan).maxNorm();
            this.weights =
                    plan.layers().stream().map(layer -> layer.weightsOf(values)).toList();
        }

        void run() {
            for (int l = 0; l < weights.size() && maxNorm > 0; l++) {
                backend.limitNorms(maxNorm, weights.get(l));
            }
        }
    }
}
