package io.minibatch.model;

import io.minibatch.data.Task;
import io.minibatch.network.Predictions;
import java.util.List;

/** The measure of {@link Agreement#disagreement}. */
final class Disagreement {
    private static final double LN2 = Math.log(2);

    private Disagreement() {}

    /**
     * Returns the disagreement of the members on a row.
     *
     * @param width outputs of a row
     */
    static double of(Task task, List<Predictions> members, int row, int width) {
        double[][] outputs = new double[members.size()][width];
        for (int m = 0; m < outputs.length; m++) {
            float[] all = members.get(m).outputs();
            for (int j = 0; j < width; j++) {
                outputs[m][j] = all[row * width + j];
            }
        }
        return switch (task) {
            case CLASSIFICATION, BINARY -> divergence(distributions(outputs));
            case MULTI_LABEL -> ofLabels(outputs, width);
            case REGRESSION -> spread(outputs, width);
        };
    }

    private static double[][] distributions(double[][] outputs) {
        double[][] distributions = new double[outputs.length][];
        for (int m = 0; m < outputs.length; m++) {
            distributions[m] = distribution(outputs[m]);
        }
        return distributions;
    }

    private static double[] distribution(double[] outputs) {
        double sum = 0;
        for (double output : outputs) {
            sum += Math.max(0, output);
        }
        double[] shares = new double[outputs.length];
        for (int j = 0; j < shares.length; j++) {
            shares[j] = sum > 0 ? Math.max(0, outputs[j]) / sum : 1.0 / shares.length;
        }
        return shares;
    }

    private static double ofLabels(double[][] outputs, int width) {
        double sum = 0;
        for (int label = 0; label < width; label++) {
            double[][] both = new double[outputs.length][];
            for (int m = 0; m < outputs.length; m++) {
                double p = Math.min(1, Math.max(0, outputs[m][label]));
                both[m] = new double[] {1 - p, p};
            }
            sum += divergence(both);
        }
        return sum / width;
    }

    /** Returns the entropy of the mean minus the mean of the entropies, in bits; rounding never makes it negative. */
    private static double divergence(double[][] distributions) {
        double[] mean = new double[distributions[0].length];
        double entropies = 0;
        for (double[] distribution : distributions) {
            for (int j = 0; j < mean.length; j++) {
                mean[j] += distribution[j] / distributions.length;
            }
            entropies += entropy(distribution) / distributions.length;
        }
        return Math.max(0, entropy(mean) - entropies);
    }

    private static double entropy(double[] distribution) {
        double entropy = 0;
        for (double p : distribution) {
            entropy -= p > 0 ? p * Math.log(p) / LN2 : 0;
        }
        return entropy;
    }

    private static double spread(double[][] outputs, int width) {
        double sum = 0;
        for (int j = 0; j < width; j++) {
            double mean = 0;
            for (double[] member : outputs) {
                mean += member[j] / outputs.length;
            }
            double squares = 0;
            for (double[] member : outputs) {
                squares += (member[j] - mean) * (member[j] - mean);
            }
            sum += Math.sqrt(squares / outputs.length);
        }
        return sum / width;
    }
}
