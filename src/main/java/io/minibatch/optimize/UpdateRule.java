package io.minibatch.optimize;

import io.minibatch.backend.Descent;
import io.minibatch.backend.Rates;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The update rule of the parameters: one of {@link Descent}'s rules with its constants. The learning rate η is not part
 * of it, see {@link LearningRate}.
 */
public sealed interface UpdateRule {
    /** Returns the rules with their default constants, by their names on the command line. */
    static Map<String, UpdateRule> standards() {
        Map<String, UpdateRule> rules = new LinkedHashMap<>();
        rules.put("sgd", new Sgd());
        rules.put("momentum", Momentum.of(Momentum.DEFAULT_MU));
        rules.put("nesterov", Momentum.nesterov(Momentum.DEFAULT_MU));
        rules.put("adam", Adam.standard());
        rules.put("adamw", Adam.withWeightDecay());
        rules.put("rmsprop", RmsProp.standard());
        rules.put("lion", Lion.standard());
        rules.put("adagrad", Adagrad.standard());
        return Collections.unmodifiableMap(rules);
    }

    /** Returns the rule. */
    Descent descent();

    /**
     * Returns the learning rate where none is asked for.
     *
     * @param ofDescent η by which plain descent starts well in the network
     */
    double defaultEta(double ofDescent);

    /** Returns μ or β₁ in an epoch counted from 0; 0 for rules that have neither. */
    default double momentum(int epoch) {
        return 0;
    }

    /** Returns β₂; 0 for rules that have none. */
    default double beta2() {
        return 0;
    }

    /** Returns ε; 0 for rules that have none. */
    default double epsilon() {
        return 0;
    }

    /** Returns whether this is an {@link Adaptive} rule. */
    default boolean isAdaptive() {
        return this instanceof Adaptive;
    }

    /** Returns the λ' of a decay {@code w ← (1 − η·λ')·w} beside the gradient; 0 for rules that have none. */
    default double weightDecay() {
        return 0;
    }

    /**
     * Returns what the rule takes in the steps of an epoch.
     *
     * @param eta η of the epoch
     * @param epoch counted from 0
     * @param size training examples, which share the penalty
     */
    default Rates rates(double eta, int epoch, WeightPenalty penalty, int size) {
        return new Rates(
                eta,
                momentum(epoch),
                beta2(),
                epsilon(),
                penalty.l2() / size,
                penalty.l1() / size,
                eta * weightDecay());
    }

    /**
     * Returns the rule with another decay.
     *
     * @throws IllegalArgumentException if the rule has none
     */
    default UpdateRule withWeightDecay(double decay) {
        throw new IllegalArgumentException("weight-decay is not for " + this);
    }

    /** Stochastic gradient descent, {@link Descent#SGD}. */
    record Sgd() implements UpdateRule {
        @Override
        public Descent descent() {
            return Descent.SGD;
        }

        @Override
        public double defaultEta(double ofDescent) {
            return ofDescent;
        }
    }

    /**
     * Momentum, {@link Descent#MOMENTUM} or {@link Descent#NESTEROV}.
     *
     * @param nesterov whether the gradient is taken at the point looked ahead to
     * @param start μ in epoch 0
     * @param mu μ from epoch {@code rampEpochs} on; in between it grows linearly
     * @param rampEpochs 0 for μ from the beginning
     * @param anyMu whether μ may lie outside of 0 to less than 1, where training diverges or hesitates
     */
    record Momentum(boolean nesterov, double start, double mu, int rampEpochs, boolean anyMu) implements UpdateRule {
        /** The default μ. */
        public static final double DEFAULT_MU = 0.9;

        /** Returns the book's momentum, with the same μ from the beginning. */
        public static Momentum of(double mu) {
            return new Momentum(false, mu, mu, 0, false);
        }

        /** Returns Nesterov's, with the same μ from the beginning. */
        public static Momentum nesterov(double mu) {
            return new Momentum(true, mu, mu, 0, false);
        }

        public Momentum {
            require("momentum", mu, anyMu);
            require("momentum-start", start, anyMu);
            if (rampEpochs < 0) {
                throw new IllegalArgumentException("momentum-ramp must not be negative, but is " + rampEpochs);
            }
        }

        private static void require(String name, double mu, boolean anyMu) {
            if (!Double.isFinite(mu) || !anyMu && !(mu >= 0 && mu < 1)) {
                throw new IllegalArgumentException(name + " must be from 0 to less than 1, not " + mu);
            }
        }

        @Override
        public Descent descent() {
            return nesterov ? Descent.NESTEROV : Descent.MOMENTUM;
        }

        /** Returns that of plain descent times 1 − μ, as {@code η/(1 − μ)} is the length of many equal steps. */
        @Override
        public double defaultEta(double ofDescent) {
            return ofDescent * (mu >= 0 && mu < 1 ? 1 - mu : 1);
        }

        @Override
        public double momentum(int epoch) {
            return epoch >= rampEpochs ? mu : start + (mu - start) * epoch / rampEpochs;
        }
    }

    /** Divides the gradient by its own magnitude, which an L2 term in the gradient distorts. */
    sealed interface Adaptive extends UpdateRule {
        @Override
        default double defaultEta(double ofDescent) {
            return 0.001;
        }
    }

    /**
     * Adam, {@link Descent#ADAM}, and with a weight decay AdamW (Loshchilov and Hutter 2019, algorithm 2).
     *
     * @param beta1 from 0 to less than 1
     * @param beta2 from 0 to less than 1
     * @param epsilon above 0
     * @param weightDecay not negative
     */
    record Adam(double beta1, double beta2, double epsilon, double weightDecay) implements Adaptive {
        /** Returns Adam with β₁ 0.9, β₂ 0.999 and ε 1e-8, as its paper has them. */
        public static Adam standard() {
            return new Adam(0.9, 0.999, 1e-8, 0);
        }

        /** Returns AdamW with the same constants and a weight decay of 0.01. */
        public static Adam withWeightDecay() {
            return standard().withWeightDecay(0.01);
        }

        public Adam {
            Limits.requireBeta("beta1", beta1);
            Limits.requireBeta("beta2", beta2);
            Limits.requirePositive("epsilon", epsilon);
            WeightPenalty.require("weight-decay", weightDecay);
        }

        @Override
        public Descent descent() {
            return Descent.ADAM;
        }

        @Override
        public double momentum(int epoch) {
            return beta1;
        }

        @Override
        public Adam withWeightDecay(double decay) {
            return new Adam(beta1, beta2, epsilon, decay);
        }
    }

    /**
     * RMSProp, {@link Descent#RMSPROP}.
     *
     * @param beta2 from 0 to less than 1
     * @param epsilon above 0
     */
    record RmsProp(double beta2, double epsilon) implements Adaptive {
        /** Returns it with β₂ 0.9, as the lecture has it, and ε 1e-8. */
        public static RmsProp standard() {
            return new RmsProp(0.9, 1e-8);
        }

        public RmsProp {
            Limits.requireBeta("beta2", beta2);
            Limits.requirePositive("epsilon", epsilon);
        }

        @Override
        public Descent descent() {
            return Descent.RMSPROP;
        }
    }

    /**
     * Lion, {@link Descent#LION}, with a decoupled weight decay.
     *
     * @param beta1 from 0 to less than 1
     * @param beta2 from 0 to less than 1
     * @param weightDecay not negative
     */
    record Lion(double beta1, double beta2, double weightDecay) implements Adaptive {
        /**
         * Returns it with β₁ 0.9 and β₂ 0.99, as its paper has them, and a weight decay of 0.1: ten times AdamW's, at a
         * tenth of its learning rate.
         */
        public static Lion standard() {
            return new Lion(0.9, 0.99, 0.1);
        }

        public Lion {
            Limits.requireBeta("beta1", beta1);
            Limits.requireBeta("beta2", beta2);
            WeightPenalty.require("weight-decay", weightDecay);
        }

        @Override
        public Descent descent() {
            return Descent.LION;
        }

        @Override
        public double defaultEta(double ofDescent) {
            return 1e-4;
        }

        @Override
        public double momentum(int epoch) {
            return beta1;
        }

        @Override
        public Lion withWeightDecay(double decay) {
            return new Lion(beta1, beta2, decay);
        }
    }

    /**
     * Adagrad, {@link Descent#ADAGRAD}.
     *
     * @param epsilon above 0
     */
    record Adagrad(double epsilon) implements Adaptive {
        /** Returns it with ε 1e-10. */
        public static Adagrad standard() {
            return new Adagrad(1e-10);
        }

        public Adagrad {
            Limits.requirePositive("epsilon", epsilon);
        }

        @Override
        public Descent descent() {
            return Descent.ADAGRAD;
        }

        @Override
        public double defaultEta(double ofDescent) {
            return 0.05;
        }
    }
}
