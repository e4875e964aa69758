package io.minibatch.backend.cpu;

import io.minibatch.backend.Rates;
import java.util.List;

/**
 * Weights W as s·V, so that their decay by plain gradient descent, {@code W ← β·W − η·g} with {@code β = 1 − ηλ/n}, is
 * one multiplication, {@code s ← β·s}, and {@code V ← V − (η/s)·g} changes V only where g is not 0.
 *
 * <p>V is folded, {@code V ← s·V, s ← 1}, before s becomes too small and after the last step of an epoch. So the bits
 * do not depend on how the steps of an epoch are divided among runs, and training that resumes after an epoch finds V
 * in the memory.
 */
final class LazyDecay {
    /** Below, s is folded: far from where η/s or V would overflow, and so seldom that it costs nothing. */
    private static final double LEAST = 0x1p-20;

    /** Weights that are kept apart from the memory of the step. */
    interface Weights {
        /** {@code V ← W}, W being those in the memory. */
        void load();

        /** Returns whether the memory holds s·V. */
        boolean isStored(double s);

        /** Writes s·V to the memory. */
        void store(double s);

        /** {@code V ← s·V}. */
        void fold(double s);
    }

    private final CpuMatrix rates;
    private final CpuClock clock;
    private final Weights[] weights;
    private double s = 1;
    private float gradientFactor = 1;

    LazyDecay(CpuMatrix rates, CpuClock clock, List<Weights> weights) {
        this.rates = rates;
        this.clock = clock;
        this.weights = weights.toArray(Weights[]::new);
    }

    /** Returns a decay without weights: W = V, and gradients have the factor 1. */
    static LazyDecay none(CpuMatrix rates, CpuClock clock) {
        return new LazyDecay(rates, clock, List.of());
    }

    /** Prepares for steps: loads the weights, unless the memory holds what the last steps left there. */
    void open() {
        boolean stored = true;
        for (int i = 0; i < weights.length && stored; i++) {
            stored = weights[i].isStored(s);
        }
        if (!stored) {
            s = 1;
            for (Weights each : weights) {
                each.load();
            }
        }
    }

    /** Returns s. */
    float factor() {
        return (float) s;
    }

    /** Decays the weights by a step, before V takes its gradient. */
    void decay() {
        s *= rates.data[rates.offset + Rates.PRODUCT + 1];
        if (!(s >= LEAST)) {
            fold();
        }
        gradientFactor = (float) (negativeEta() / s);
    }

    /** Returns −η, the factor of the gradient of parameters that do not decay. */
    float negativeEta() {
        return rates.data[rates.offset + Rates.PRODUCT];
    }

    /** Returns −η/s, the factor of the step's gradient. */
    float gradientFactor() {
        return gradientFactor;
    }

    private void endStep() {
        if (clock.step() >= clock.stepsPerEpoch()) {
            fold();
        }
    }

    private void fold() {
        if (s != 1) {
            for (Weights each : weights) {
                each.fold(s);
            }
            s = 1;
        }
    }

    private void close() {
        for (Weights each : weights) {
            each.store(s);
        }
    }

    /** The decay of a step, before the gradient; the product with the weights has opened it. */
    record Begin(LazyDecay decay) implements Undivided {
        @Override
        public void run() {
            decay.decay();
        }
    }

    /** The end of a step. */
    record End(LazyDecay decay) implements Undivided {
        @Override
        public void run() {
            decay.endStep();
        }

        @Override
        public void afterSteps() {
            decay.close();
        }
    }
}
