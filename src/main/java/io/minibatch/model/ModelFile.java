package io.minibatch.model;

import io.minibatch.network.Network;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Model files of every format, told apart by the end of their names. */
public final class ModelFile {
    private ModelFile() {}

    /**
     * Reads a network from {@code .safetensors}, or from the book's JSON whatever the name.
     *
     * @throws ModelException where the file is no model, or of a format that is only written
     */
    public static Network read(Path file) {
        return switch (extension(file)) {
            case "safetensors" -> SafetensorsModel.read(existing(file));
            case "onnx" ->
                throw new ModelException(file
                        + ": ONNX files are written for other programs, and not read; use the .json or .safetensors");
            default -> Network2Json.read(file);
        };
    }

    /**
     * Writes a network as {@code .json}, {@code .safetensors} or {@code .onnx}; the file is replaced as a whole or not at
     * all.
     *
     * @throws ModelException where the name ends otherwise or the file cannot be written
     */
    public static void write(Path file, Network network) {
        switch (extension(file)) {
            case "json" -> Network2Json.write(file, network);
            case "safetensors" -> SafetensorsModel.write(file, network);
            case "onnx" -> Onnx.write(file, network);
            default ->
                throw new ModelException(
                        file + ": the name must end in .json, .safetensors or .onnx, which says the format");
        }
    }

    private static String extension(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static Path existing(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelException(file + ": no such model file");
        }
        return file;
    }
}
