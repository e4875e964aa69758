package io.minibatch.examples;

import io.minibatch.Classifier;
import io.minibatch.Data;
import io.minibatch.Training;
import io.minibatch.model.Model;
import java.nio.file.Path;

/** Saves a model, loads it, measures its test accuracy, and trains it further. */
public final class SaveLoadResume {
    private SaveLoadResume() {}

    public static void main(String[] args) {
        Path file = Path.of(args[0]);
        Training training = Training.on(Data.mnist()).hidden(30).epochs(1);
        training.run().save(file);
        Model model = Model.load(file);
        try (Classifier classifier = Classifier.of(model)) {
            System.out.println(classifier.score(Data.mnist()));
        }
        System.out.println(training.from(model).run());
    }
}
