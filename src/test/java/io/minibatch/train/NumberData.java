package io.minibatch.train;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Inputs;
import io.minibatch.data.Dataset;
import io.minibatch.data.Schema;
import io.minibatch.data.Task;
import java.util.List;
import java.util.Random;

/** Rows of numbers to train on, drawn with a seed. */
public final class NumberData {
    /** Means of sepal length and width and petal length and width in cm, of Fisher's three irises (1936). */
    private static final double[][] MEANS = {
        {5.006, 3.428, 1.462, 0.246}, {5.936, 2.770, 4.260, 1.326}, {6.588, 2.974, 5.552, 2.026}
    };

    /** Their standard deviations. */
    private static final double[][] DEVIATIONS = {
        {0.352, 0.379, 0.174, 0.105}, {0.516, 0.314, 0.470, 0.198}, {0.636, 0.322, 0.552, 0.275}
    };

    private NumberData() {}

    /** Returns measurements of three kinds of irises, normally distributed and independent. */
    public static Dataset flowers(int each, long seed) {
        Random random = new Random(seed);
        float[] inputs = new float[3 * each * 4];
        byte[] labels = new byte[3 * each];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (i % 3);
            for (int j = 0; j < 4; j++) {
                inputs[4 * i + j] = (float) (MEANS[i % 3][j] + DEVIATIONS[i % 3][j] * random.nextGaussian());
            }
        }
        return new Dataset(
                "flowers",
                new Schema(Task.CLASSIFICATION, List.of("setosa", "versicolor", "virginica"), null, List.of()),
                new ExampleData(
                        new Inputs.Floats(inputs, 4), new DesiredOutputs.Labels(labels, 3), ExampleData.UNWEIGHTED));
    }

    /** Returns {@code y = 2·x₁ − 3·x₂ + 0.5} with x from −1 to 1. */
    public static Dataset linear(int size, long seed) {
        float[] x = uniform(2 * size, seed);
        float[] y = new float[size];
        for (int i = 0; i < size; i++) {
            y[i] = 2 * x[2 * i] - 3 * x[2 * i + 1] + 0.5f;
        }
        return of(x, 2, y, 1);
    }

    /** Returns {@code y₁ = sin(2·x₁)·x₂ and y₂ = 3·x₁² + x₂} with x from −1 to 1. */
    public static Dataset smooth(int size, long seed) {
        return smooth(size, seed, 2);
    }

    /** Returns the first one or both. */
    public static Dataset smooth(int size, long seed, int outputs) {
        float[] x = uniform(2 * size, seed);
        float[] y = new float[outputs * size];
        for (int i = 0; i < size; i++) {
            y[outputs * i] = (float) Math.sin(2 * x[2 * i]) * x[2 * i + 1];
            if (outputs == 2) {
                y[2 * i + 1] = 3 * x[2 * i] * x[2 * i] + x[2 * i + 1];
            }
        }
        return of(x, 2, y, outputs);
    }

    /** Returns whether {@code x₁ > 0}, {@code x₁ > x₂} and {@code x₁² + x₂² > 0.5} with x from −1 to 1. */
    public static Dataset labels(int size, long seed) {
        float[] x = uniform(2 * size, seed);
        float[] y = new float[3 * size];
        for (int i = 0; i < size; i++) {
            float first = x[2 * i];
            float second = x[2 * i + 1];
            y[3 * i] = first > 0 ? 1 : 0;
            y[3 * i + 1] = first > second ? 1 : 0;
            y[3 * i + 2] = first * first + second * second > 0.5 ? 1 : 0;
        }
        return new Dataset(
                "labels",
                new Schema(Task.MULTI_LABEL, List.of("right", "below", "outside"), null, List.of("x1", "x2")),
                new ExampleData(new Inputs.Floats(x, 2), new DesiredOutputs.Values(y, 3), ExampleData.UNWEIGHTED));
    }

    /** Returns some examples of a first and then some of a second class, which overlap. */
    public static Dataset imbalanced(int first, int second) {
        float[] x = uniform(2 * (first + second), 7);
        byte[] labels = new byte[first + second];
        for (int i = first; i < labels.length; i++) {
            labels[i] = 1;
            x[2 * i] += 0.8f;
        }
        return new Dataset(
                "imbalanced",
                new Schema(Task.CLASSIFICATION, List.of("often", "rare"), null, List.of()),
                new ExampleData(new Inputs.Floats(x, 2), new DesiredOutputs.Labels(labels, 2), ExampleData.UNWEIGHTED));
    }

    /** Returns numbers to predict. */
    public static Dataset of(float[] inputs, int features, float[] values, int outputs) {
        return new Dataset(
                "numbers",
                new Schema(Task.REGRESSION, Schema.numbered(outputs), null, List.of()),
                new ExampleData(
                        new Inputs.Floats(inputs, features),
                        new DesiredOutputs.Values(values, outputs),
                        ExampleData.UNWEIGHTED));
    }

    private static float[] uniform(int size, long seed) {
        Random random = new Random(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = 2 * random.nextFloat() - 1;
        }
        return values;
    }
}
