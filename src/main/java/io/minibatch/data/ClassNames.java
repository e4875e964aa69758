package io.minibatch.data;

import io.minibatch.io.AtomicFile;
import io.minibatch.io.Excerpt;
import io.minibatch.io.Reason;
import io.minibatch.io.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names of classes in a file beside their labels: the first line is that of label 0. */
record ClassNames(Path file, List<String> names) {
    private static final String FILE = "labels.txt";

    /**
     * Reads the names in a folder, null if there is no such file.
     *
     * @throws DataException if a name is blank or there twice
     */
    static @Nullable ClassNames in(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try {
            ClassNames read = new ClassNames(
                    file, TextFile.read(file).lines().map(String::strip).toList());
            read.requireDifferent();
            return read;
        } catch (IOException failure) {
            throw new DataException(file + ": cannot be read: " + Reason.of(failure));
        }
    }

    private void requireDifferent() {
        HashSet<String> before = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).isEmpty() || !before.add(names.get(i))) {
                throw new DataException(file + ": line " + (i + 1) + ": "
                        + (names.get(i).isEmpty() ? "has no name" : "the name is a duplicate")
                        + "; each line must be the name of a class, the first that of label 0");
            }
        }
    }

    /**
     * Writes names.
     *
     * @throws DataException if a name has line breaks, or blanks around it
     */
    static void write(Path folder, List<String> names) {
        for (String name : names) {
            if (name.lines().count() != 1 || !name.equals(name.strip())) {
                throw new DataException(folder.resolve(FILE) + ": cannot hold the class " + Excerpt.of(name)
                        + ", which has line breaks or blanks around it");
            }
        }
        AtomicFile.writeText(folder.resolve(FILE), String.join("\n", names) + "\n");
    }

    /**
     * Returns labels as names.
     *
     * @throws DataException if a label has no name
     */
    Answers of(Answers.Numbers labels) {
        int[] indices = new int[labels.size()];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = (int) labels.values()[i];
            if (indices[i] >= names.size()) {
                throw new DataException(file + ": has " + names.size() + " names, but the label of example " + (i + 1)
                        + " is " + indices[i]);
            }
        }
        return new Answers.Names(names, indices);
    }
}
