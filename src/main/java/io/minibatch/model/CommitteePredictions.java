package io.minibatch.model;

import io.minibatch.data.Task;
import io.minibatch.network.Activation;
import io.minibatch.network.Predictions;
import java.util.List;

/** The predictions of a committee and of its members for the same rows. */
public final class CommitteePredictions {
    private final Task task;
    private final int width;
    private final List<Predictions> members;
    private final Predictions combined;

    private CommitteePredictions(Task task, int width, List<Predictions> members, Predictions combined) {
        this.task = task;
        this.width = width;
        this.members = List.copyOf(members);
        this.combined = combined;
    }

    /**
     * Combines the answers of members. Those of a single member are the committee's bit for bit, but for votes.
     *
     * @param members of each member, for the same rows, with an output for each name of the schema
     */
    static CommitteePredictions of(Committee committee, List<Predictions> members) {
        Task task = committee.schema().task();
        int width = committee.schema().outputs().size();
        if (committee.isSingle()) {
            return new CommitteePredictions(task, width, members, members.get(0));
        }
        Combination.Means means = committee.combination().of(task, members);
        double[] values = means.values();
        if (committee.combination() == Combination.LOG_MEAN) {
            // Binary predictions have the logits 0 and z: their softmax is 1 − p and p.
            boolean softmax = task == Task.BINARY || committee.outputFunction() == Activation.SOFTMAX;
            values = softmax ? OutputFunctions.softmax(values, width) : OutputFunctions.sigmoid(values);
        }
        float[] outputs = rounded(values);
        int[] classes = new int[members.get(0).classes().length];
        boolean threshold = task == Task.BINARY && committee.combination() != Combination.VOTES;
        for (int row = 0; row < classes.length; row++) {
            classes[row] = threshold
                    ? outputs[row * width + 1] >= Predictions.THRESHOLD ? 1 : 0
                    : largest(means.order(), row * width, width);
        }
        float[] logits = rounded(Combination.mean(members, Predictions::logits));
        return new CommitteePredictions(task, width, members, new Predictions(outputs, logits, classes));
    }

    private static float[] rounded(double[] values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (float) values[i];
        }
        return rounded;
    }

    private static int largest(List<double[]> order, int start, int width) {
        int largest = start;
        for (int i = start + 1; i < start + width; i++) {
            largest = isLarger(order, i, largest) ? i : largest;
        }
        return largest - start;
    }

    private static boolean isLarger(List<double[]> order, int i, int other) {
        for (double[] values : order) {
            if (values[i] != values[other]) {
                return values[i] > values[other];
            }
        }
        return false;
    }

    /** Returns the committee's answers; their logits are the means of the members'. */
    public Predictions combined() {
        return combined;
    }

    /** Returns the answers of each member. */
    public List<Predictions> members() {
        return members;
    }

    /** Returns the number of rows. */
    public int size() {
        return combined.classes().length;
    }

    /** Returns how far the members agree on a row. */
    public Agreement agreement(int row) {
        int agreeing =
                (int) members.stream().filter(member -> agrees(member, row)).count();
        return new Agreement(members.size(), agreeing, Disagreement.of(task, members, row, width));
    }

    private boolean agrees(Predictions member, int row) {
        return switch (task) {
            case CLASSIFICATION, BINARY -> member.classes()[row] == combined.classes()[row];
            case MULTI_LABEL -> hasSameLabels(member, row);
            case REGRESSION -> true;
        };
    }

    private boolean hasSameLabels(Predictions member, int row) {
        for (int i = row * width; i < (row + 1) * width; i++) {
            if (member.outputs()[i] >= Predictions.THRESHOLD != combined.outputs()[i] >= Predictions.THRESHOLD) {
                return false;
            }
        }
        return true;
    }
}
