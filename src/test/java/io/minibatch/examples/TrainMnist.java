package io.minibatch.examples;

import io.minibatch.Classifier;
import io.minibatch.Data;
import io.minibatch.Result;
import io.minibatch.Training;
import java.nio.file.Path;

/** Trains on MNIST and classifies one picture. */
public final class TrainMnist {
    private TrainMnist() {}

    public static void main(String[] args) {
        Path picture = Path.of(args[0]);
        Result result = Training.on(Data.mnist()).hidden(30).epochs(5).run();
        System.out.println(result);
        try (Classifier classifier = result.classifier()) {
            System.out.println(classifier.predict(picture));
        }
    }
}
