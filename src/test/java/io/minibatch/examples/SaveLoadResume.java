package io.minibatch.examples;

import io.minibatch.Data;
import io.minibatch.Training;
import io.minibatch.model.Model;
import java.nio.file.Path;

/** Saves a model, loads it, and trains it further. */
public final class SaveLoadResume {
    private SaveLoadResume() {}

    public static void main(String[] args) {
        Training training = Training.on(Data.mnist()).hidden(30).epochs(1);
        training.run().save(Path.of(args[0]));
        Model model = Model.load(Path.of(args[0]));
        System.out.println(training.from(model).run());
    }
}
