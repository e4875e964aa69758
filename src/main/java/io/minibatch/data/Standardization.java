package io.minibatch.data;

import io.minibatch.backend.Inputs;
import java.util.Arrays;

/**
 * Brings each feature to mean 0 and standard deviation 1: {@code x ← (x − mean)/deviation}.
 *
 * @param mean {@code [features]}; of pixels, that of {@code value/255}
 * @param deviation {@code [features]}, more than 0; 1 for a feature that is constant in the training data
 */
public record Standardization(float[] mean, float[] deviation) {
    public Standardization {
        if (mean.length == 0 || mean.length != deviation.length) {
            throw new IllegalArgumentException(mean.length + " means and " + deviation.length + " deviations");
        }
        for (int i = 0; i < mean.length; i++) {
            if (!Float.isFinite(mean[i]) || !(deviation[i] > 0) || !Float.isFinite(deviation[i])) {
                throw new IllegalArgumentException(
                        "feature " + i + " has mean " + mean[i] + " and deviation " + deviation[i]);
            }
        }
    }

    /**
     * Returns the standardization by means and deviations of examples, computed in double precision. A constant feature
     * has mean 0 and deviation 1, and stays as it is.
     */
    public static Standardization of(Inputs training) {
        int features = training.features();
        int size = training.size();
        double[] sums = new double[features];
        float[] row = new float[features];
        for (int i = 0; i < size; i++) {
            copy(training, i, row);
            for (int j = 0; j < features; j++) {
                sums[j] += row[j];
            }
        }
        double[] squares = new double[features];
        for (int i = 0; i < size; i++) {
            copy(training, i, row);
            for (int j = 0; j < features; j++) {
                double difference = row[j] - sums[j] / size;
                squares[j] += difference * difference;
            }
        }
        float[] mean = new float[features];
        float[] deviation = new float[features];
        for (int j = 0; j < features; j++) {
            float spread = (float) Math.sqrt(squares[j] / size);
            boolean scaled = spread > 0; // the sum of up to 2^29 equal floats is exact
            mean[j] = scaled ? (float) (sums[j] / size) : 0;
            deviation[j] = scaled ? spread : 1;
        }
        return new Standardization(mean, deviation);
    }

    /** Returns standardized copies of examples. */
    public Inputs.Floats apply(Inputs inputs) {
        int features = mean.length;
        if (inputs.features() != features) {
            throw new IllegalArgumentException(
                    "examples have " + inputs.features() + " features, the standardization " + features);
        }
        float[] values = new float[Math.multiplyExact(inputs.size(), features)];
        float[] row = new float[features];
        for (int i = 0; i < inputs.size(); i++) {
            copy(inputs, i, row);
            for (int j = 0; j < features; j++) {
                values[i * features + j] = (row[j] - mean[j]) / deviation[j];
            }
        }
        return new Inputs.Floats(values, features);
    }

    private static void copy(Inputs inputs, int example, float[] row) {
        if (inputs instanceof Inputs.Floats floats) {
            System.arraycopy(floats.values(), example * row.length, row, 0, row.length);
        } else if (inputs instanceof Inputs.Bytes bytes) {
            for (int j = 0; j < row.length; j++) {
                row[j] = (bytes.values()[example * row.length + j] & 0xFF) / 255f;
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Standardization same
                && Arrays.equals(mean, same.mean)
                && Arrays.equals(deviation, same.deviation);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(mean) + Arrays.hashCode(deviation);
    }

    @Override
    public String toString() {
        return "Standardization of " + mean.length + " features";
    }
}
