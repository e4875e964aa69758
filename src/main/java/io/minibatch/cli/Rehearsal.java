package io.minibatch.cli;

import io.minibatch.model.Model;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Loads the classes that commands begin with, by printing help and predicting a row with a small network. The launcher
 * runs it once, with the option by which Java archives the loaded classes for later starts.
 */
final class Rehearsal {
    private Rehearsal() {}

    public static void main(String[] none) throws IOException {
        Locale.setDefault(Locale.ROOT);
        Terminal.prepareOutput();
        Path folder = Files.createTempDirectory("minibatch-rehearsal-");
        Path model = folder.resolve("model.json");
        Path row = folder.resolve("row.csv");
        int code;
        try {
            Model.of(Initializer.DEFAULT.initialize(Architecture.sigmoid(List.of(2, 3, 2), Cost.CROSS_ENTROPY), 1))
                    .save(model);
            Files.writeString(row, "0.5,0.25\n");
            Minibatch.run("train", "--help");
            code = Minibatch.run("predict", model.toString(), row.toString(), "--backend", "cpu");
        } finally {
            Files.deleteIfExists(row);
            Files.deleteIfExists(model);
            Files.deleteIfExists(folder);
        }
        System.exit(code);
    }
}
