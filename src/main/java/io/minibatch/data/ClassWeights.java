package io.minibatch.data;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/** The factor by which each class's examples count in the cost of the training. */
public sealed interface ClassWeights {
    /**
     * Returns the factor of each class.
     *
     * @throws DataException if the data have no classes or other classes
     */
    float[] of(Dataset training);

    /** Returns the training data with a weight an example: its class's factor times the weight that it had. */
    default Dataset apply(Dataset training) {
        if (!training.hasLabels()) {
            throw new DataException("class-weights", ": " + training.name() + " have numbers to predict, not classes");
        }
        float[] factors = of(training);
        boolean weighted = training.examples().isWeighted();
        float[] weights = new float[training.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] =
                    factors[training.label(i)] * (weighted ? training.examples().weights()[i] : 1);
        }
        return training.withWeights(weights);
    }

    /** Every class counts the same in all: {@code n/(k·n_c)} for a class of n_c of the n examples and k classes. */
    record Balanced() implements ClassWeights {
        @Override
        public float[] of(Dataset training) {
            int[] counts = training.classCounts();
            float[] weights = new float[counts.length];
            for (int c = 0; c < counts.length; c++) {
                weights[c] = counts[c] == 0 ? 1 : (float) ((double) training.size() / counts.length / counts[c]);
            }
            return weights;
        }
    }

    /**
     * Factors that are given; a class without one has 1.
     *
     * @param classes the name of each weight's class, empty for all classes in their order
     * @param weights 0 or more
     */
    record Given(List<String> classes, List<Double> weights) implements ClassWeights {
        public Given {
            classes = List.copyOf(classes);
            weights = List.copyOf(weights);
            if (weights.isEmpty() || !classes.isEmpty() && classes.size() != weights.size()) {
                throw new IllegalArgumentException(weights.size() + " weights of " + classes.size() + " classes");
            }
            if (new HashSet<>(classes).size() < classes.size()) {
                throw new IllegalArgumentException("a class has two weights");
            }
            for (double weight : weights) {
                if (!(weight >= 0) || weight > Float.MAX_VALUE) {
                    throw new IllegalArgumentException("weights must be 0 or more, not " + weight);
                }
            }
        }

        @Override
        public float[] of(Dataset training) {
            List<String> names = training.outputNames();
            if (classes.isEmpty() && weights.size() != names.size()) {
                throw new DataException(
                        "class-weights",
                        ": " + weights.size() + " weights, but " + training.name() + " have " + names.size()
                                + " classes");
            }
            float[] factors = new float[names.size()];
            Arrays.fill(factors, 1);
            for (int i = 0; i < weights.size(); i++) {
                int c = classes.isEmpty() ? i : names.indexOf(classes.get(i));
                if (c < 0) {
                    throw new DataException(
                            "class-weights",
                            ": class " + classes.get(i) + " is not one of " + String.join(", ", names));
                }
                factors[c] = weights.get(i).floatValue();
            }
            int[] counts = training.classCounts();
            if (IntStream.range(0, factors.length).allMatch(c -> factors[c] == 0 || counts[c] == 0)) {
                throw new DataException("class-weights", ": every example would have the weight 0");
            }
            return factors;
        }
    }
}
