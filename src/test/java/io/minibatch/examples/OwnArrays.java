package io.minibatch.examples;

import io.minibatch.Classifier;
import io.minibatch.Data;
import io.minibatch.Result;
import io.minibatch.Training;
import java.util.Random;

/** Trains on arrays of the caller: which points lie inside a circle? */
public final class OwnArrays {
    private OwnArrays() {}

    public static void main(String[] args) {
        Random random = new Random(1);
        float[][] points = new float[2000][2];
        String[] labels = new String[points.length];
        for (int i = 0; i < points.length; i++) {
            points[i] = new float[] {random.nextFloat(-1, 1), random.nextFloat(-1, 1)};
            labels[i] = Math.hypot(points[i][0], points[i][1]) < 0.8 ? "inside" : "outside";
        }
        Result result =
                Training.on(Data.of(points, labels)).hidden(10).epochs(50).run();
        try (Classifier classifier = result.classifier()) {
            System.out.println(classifier.predict(new float[] {0.1f, -0.2f}));
        }
    }
}
