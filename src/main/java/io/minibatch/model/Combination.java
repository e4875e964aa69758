package io.minibatch.model;

import io.minibatch.data.Task;
import io.minibatch.io.Excerpt;
import io.minibatch.network.Activation;
import io.minibatch.network.Predictions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Rule by which the members of a committee give one answer. All are computed in double precision and rounded once. */
public enum Combination {
    /**
     * The mean of the members' outputs. The class is that of the largest mean, of equal means that of the larger mean
     * logit, then the first.
     */
    MEAN {
        @Override
        void requireFit(Task task, List<Activation> outputs) {}

        @Override
        Means of(Task task, List<Predictions> members) {
            double[] mean = mean(members, Predictions::outputs);
            return new Means(mean, List.of(mean, mean(members, Predictions::logits)));
        }
    },
    /**
     * The output function of the mean of the members' logits. For softmax outputs that is the normalized geometric mean
     * of the members' probabilities; for sigmoid outputs the geometric mean of p against that of 1 − p. The class is
     * that of the largest mean logit, the first of equals.
     */
    LOG_MEAN {
        @Override
        void requireFit(Task task, List<Activation> outputs) {
            Activation first = outputs.get(0);
            boolean same = outputs.stream().allMatch(first::equals);
            if (!same || first != Activation.SOFTMAX && first != Activation.SIGMOID) {
                throw new IllegalArgumentException(
                        "log-mean needs probabilities, softmax outputs of all members or sigmoid outputs of all; use mean");
            }
        }

        @Override
        Means of(Task task, List<Predictions> members) {
            double[] logits = mean(members, Predictions::logits);
            return new Means(logits, List.of(logits));
        }
    },
    /**
     * The share of the members that give the class; for labels, the share whose output is at least ½. The class is that
     * of most votes, of equal numbers that of the larger mean output, then the first.
     */
    VOTES {
        @Override
        void requireFit(Task task, List<Activation> outputs) {
            if (task == Task.REGRESSION) {
                throw new IllegalArgumentException("votes are for classes and labels, not for numbers; use mean");
            }
        }

        @Override
        Means of(Task task, List<Predictions> members) {
            double[] shares = mean(members, answers -> task == Task.MULTI_LABEL ? present(answers) : chosen(answers));
            return new Means(shares, List.of(shares, mean(members, Predictions::outputs)));
        }
    };

    /**
     * The combined values of all rows, {@code [rows, outputs]} each.
     *
     * @param values the combined outputs, of {@link #LOG_MEAN} the combined logits
     * @param order by which classes are compared: by the first array, where it has equal values by the next
     */
    record Means(double[] values, List<double[]> order) {}

    /**
     * Throws {@link IllegalArgumentException} if members of that task and those output functions cannot be combined so.
     */
    abstract void requireFit(Task task, List<Activation> outputs);

    abstract Means of(Task task, List<Predictions> members);

    private static float[] chosen(Predictions answers) {
        float[] votes = new float[answers.outputs().length];
        int rows = answers.classes().length;
        for (int i = 0; i < rows; i++) {
            votes[i * (votes.length / rows) + answers.classes()[i]] = 1;
        }
        return votes;
    }

    private static float[] present(Predictions answers) {
        float[] votes = new float[answers.outputs().length];
        for (int i = 0; i < votes.length; i++) {
            votes[i] = answers.outputs()[i] >= Predictions.THRESHOLD ? 1 : 0;
        }
        return votes;
    }

    /** Returns the mean of each element over the members. */
    static double[] mean(List<Predictions> members, Function<Predictions, float[]> values) {
        double[] mean = new double[members.get(0).outputs().length];
        for (Predictions member : members) {
            float[] own = values.apply(member);
            for (int i = 0; i < mean.length; i++) {
                mean[i] += own[i];
            }
        }
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= members.size();
        }
        return mean;
    }

    /** Returns the name on the command line and in files, as {@code log-mean}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns the combination of a label.
     *
     * @throws IllegalArgumentException if no combination has that name
     */
    public static Combination of(String label) {
        for (Combination combination : values()) {
            if (combination.label().equals(label)) {
                return combination;
            }
        }
        throw new IllegalArgumentException("'" + Excerpt.of(label) + "'; choose from "
                + Arrays.stream(values()).map(Combination::label).collect(Collectors.joining(", ")));
    }
}
