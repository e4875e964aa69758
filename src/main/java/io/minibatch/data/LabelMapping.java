package io.minibatch.data;

import io.minibatch.io.Excerpt;
import io.minibatch.io.Reason;
import io.minibatch.io.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The characters that labels stand for, as EMNIST's {@code emnist-*-mapping.txt} lists them: a label and its code a
 * line.
 */
final class LabelMapping {
    private final Path file;
    private final Map<Integer, String> names;

    private LabelMapping(Path file, Map<Integer, String> names) {
        this.file = file;
        this.names = names;
    }

    /**
     * Reads a mapping. Of several codes in a line the first counts.
     *
     * @throws DataException if a line is damaged
     */
    static LabelMapping read(Path file) {
        Map<Integer, String> names = new TreeMap<>();
        int number = 0;
        try {
            for (String line : TextFile.read(file).lines().toList()) {
                number++;
                if (!line.isBlank()) {
                    String[] fields = line.strip().split("\\s+");
                    String character = Character.toString(Integer.parseInt(fields[1]));
                    if (names.containsValue(character) || names.put(Integer.valueOf(fields[0]), character) != null) {
                        throw new DataException(
                                file + ": line " + number + ": the label or its character is a duplicate");
                    }
                }
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException wrong) {
            throw new DataException(
                    file + ": line " + number + ": must be a label and a character's code, for example 1 65");
        } catch (IOException failure) {
            throw new DataException(file + ": cannot be read: " + Reason.of(failure));
        }
        return new LabelMapping(file, names);
    }

    /** Returns labels as names, in the order of the labels. */
    Answers names(Answers.Numbers labels) {
        List<Integer> order = List.copyOf(names.keySet());
        int[] indices = new int[labels.size()];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = order.indexOf((int) labels.values()[i]);
            if (indices[i] < 0) {
                throw new DataException(file + ": has no character for the label "
                        + Excerpt.of(Integer.toString((int) labels.values()[i])) + " of example " + (i + 1));
            }
        }
        return new Answers.Names(new ArrayList<>(names.values()), indices);
    }
}
