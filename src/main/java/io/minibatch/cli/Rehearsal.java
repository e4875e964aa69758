package io.minibatch.cli;

import io.minibatch.model.Model;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Loads the classes that commands begin with, by printing help and predicting a row and a picture with a small network.
 * The launcher runs it once, with the option by which Java archives the loaded classes for later starts.
 */
final class Rehearsal {
    private static final List<Integer> LAYERS = List.of(784, 3, 10);

    private Rehearsal() {}

    public static void main(String[] none) throws IOException {
        Locale.setDefault(Locale.ROOT);
        Terminal.prepareOutput();
        Path folder = Files.createTempDirectory("minibatch-rehearsal-");
        Path model = folder.resolve("model.json");
        Path row = folder.resolve("row.csv");
        Path picture = folder.resolve("seven.png");
        int code;
        try (InputStream seven = Objects.requireNonNull(Rehearsal.class.getResourceAsStream("seven.png"))) {
            Model.of(Initializer.DEFAULT.initialize(Architecture.sigmoid(LAYERS, Cost.CROSS_ENTROPY), 1))
                    .save(model);
            Files.writeString(row, "0" + ",0.5".repeat(LAYERS.get(0) - 1) + "\n");
            Files.copy(seven, picture);
            Minibatch.run("train", "--help");
            code = Minibatch.run("predict", model.toString(), row.toString());
            // These fail without Java's desktop module or OpenBLAS, and the other classes are worth archiving.
            Minibatch.run("predict", model.toString(), picture.toString());
            Minibatch.run("predict", model.toString(), row.toString(), "--gemm", "openblas");
        } finally {
            Files.deleteIfExists(picture);
            Files.deleteIfExists(row);
            Files.deleteIfExists(model);
            Files.deleteIfExists(folder);
        }
        System.exit(code);
    }
}
