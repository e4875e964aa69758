package io.minibatch.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Reads and writes model files; the extension of the name is the format. */
public final class ModelFile {
    private ModelFile() {}

    /**
     * Reads a model from {@code .json} or {@code .safetensors}; a name without extension, as network2.py's users give,
     * is that of a JSON. Metadata missing from the file, as in those of network2.py and of earlier versions, are as
     * {@link Model#of(io.minibatch.network.Network)} assumes.
     *
     * @throws ModelException if the file is not a model, or of a write-only format
     */
    public static Model read(Path file) {
        requireFile(file);
        return switch (extension(file)) {
            case "json", "" -> Network2Json.read(file);
            case "safetensors" -> SafetensorsModel.read(file);
            case "onnx" ->
                throw new ModelException(file
                        + ": ONNX files are written for other programs, and not read; use the .json or .safetensors");
            default ->
                throw new ModelException(file + ": the name must end in .json or .safetensors, which says the format");
        };
    }

    /**
     * Writes a model as {@code .json}, {@code .safetensors} or {@code .onnx}; the file is replaced as a whole or not at
     * all.
     *
     * @throws ModelException if the extension is another or the file cannot be written
     */
    public static void write(Path file, Model model) {
        switch (extension(file)) {
            case "json" -> Network2Json.write(file, model);
            case "safetensors" -> SafetensorsModel.write(file, model);
            case "onnx" -> Onnx.write(file, Committee.of(model));
            default ->
                throw new ModelException(
                        file + ": the name must end in .json, .safetensors or .onnx, which says the format");
        }
    }

    /**
     * Writes a committee as one {@code .onnx}; one of a single model in any format.
     *
     * @throws ModelException if the file is of another format or cannot be written
     */
    public static void write(Path file, Committee committee) {
        if (committee.isSingle()) {
            write(file, committee.members().get(0));
        } else if (extension(file).equals("onnx")) {
            Onnx.write(file, committee);
        } else {
            throw new ModelException(
                    file
                            + ": only .onnx holds a committee in one file; export its members one by one, or keep its committee.json");
        }
    }

    /** Returns whether a file is a model of the format of its extension. */
    public static boolean isModel(Path file) {
        try {
            return extension(file).equals("onnx")
                    ? Onnx.isModel(file)
                    : read(file).network().architecture().inputs() > 0;
        } catch (ModelException other) {
            return false;
        }
    }

    /** Returns the extension in lower case. */
    private static String extension(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /** Throws {@link ModelException} if there is nothing, or a folder. */
    static void requireFile(Path file) {
        if (Files.isDirectory(file)) {
            throw new ModelException(file + ": is a folder, not a model file");
        }
        if (!Files.exists(file)) {
            throw new ModelException(file + ": no such model file");
        }
    }
}
