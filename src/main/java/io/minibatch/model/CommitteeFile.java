package io.minibatch.model;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.minibatch.io.AtomicFile;
import io.minibatch.io.Excerpt;
import io.minibatch.io.JsonFields;
import io.minibatch.io.Reason;
import io.minibatch.io.TextFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A file that names the models of a committee: {@code {"format": "minibatch committee", "version": 1, "combine":
 * "mean", "members": ["1/model.json", ...]}}. Other keys are ignored.
 *
 * <p>Members are paths of model files relative to the folder of this file, with {@code /} between their parts on every
 * system. They stay within that folder, so that it can be moved and copied as a whole.
 *
 * @param members from 1 to {@value #MAX_MEMBERS}, each only once
 */
public record CommitteeFile(Combination combination, List<String> members) {
    /** The name of the file in the folder of a committee. */
    public static final String NAME = "committee.json";

    /** The largest number of members. */
    public static final int MAX_MEMBERS = 1000;

    /** The value of the key {@code format}. */
    static final String FORMAT = "minibatch committee";

    private static final int VERSION = 1;
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    /** @throws IllegalArgumentException if a member is named twice or its path leaves the folder */
    public CommitteeFile {
        members = List.copyOf(members);
        if (members.isEmpty() || members.size() > MAX_MEMBERS) {
            throw new IllegalArgumentException(
                    "\"members\" must have 1 to " + MAX_MEMBERS + " model files, not " + members.size());
        }
        Set<Path> taken = new HashSet<>();
        for (String member : members) {
            if (!taken.add(relative(member))) {
                throw new IllegalArgumentException("\"members\" names '" + Excerpt.of(member) + "' twice");
            }
        }
    }

    private static Path relative(String member) {
        try {
            Path path = Path.of(member);
            boolean inside = !member.isBlank()
                    && !member.startsWith("/")
                    && member.indexOf('\\') < 0
                    && !path.isAbsolute()
                    && !Set.copyOf(List.of(member.split("/", -1))).contains("..");
            if (inside) {
                return path.normalize();
            }
        } catch (InvalidPathException wrong) {
            // Refused below.
        }
        throw new IllegalArgumentException(
                "\"members\" must be paths within the file's folder, such as 1/model.json, not '" + Excerpt.of(member)
                        + "'");
    }

    /**
     * Reads a file.
     *
     * @throws ModelException in one line, where it is missing or damaged
     */
    public static CommitteeFile read(Path file) {
        ModelFile.requireFile(file);
        try {
            return parse(JsonFields.parse(TextFile.read(file)));
        } catch (IOException failure) {
            throw new ModelException(file + ": cannot be read: " + Reason.of(failure));
        } catch (IllegalArgumentException wrong) {
            throw new ModelException(file + ": " + wrong.getMessage());
        }
    }

    private static CommitteeFile parse(JsonFields fields) {
        String format = fields.text("format");
        if (!format.equals(FORMAT)) {
            throw new IllegalArgumentException("\"format\" must be '" + FORMAT + "', not '" + Excerpt.of(format) + "'");
        }
        long version = fields.count("version", Integer.MAX_VALUE);
        if (version != VERSION) {
            throw new IllegalArgumentException("\"version\" must be " + VERSION + ", not " + version
                    + "; another version of this program wrote the file");
        }
        return new CommitteeFile(combination(fields.text("combine")), fields.texts("members"));
    }

    private static Combination combination(String label) {
        try {
            return Combination.of(label);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("\"combine\" is " + unknown.getMessage(), unknown);
        }
    }

    /**
     * Writes this as a file, making its folder; the file is replaced as a whole or not at all.
     *
     * @throws ModelException if it cannot be written
     */
    public void write(Path file) {
        JsonObject json = new JsonObject();
        json.addProperty("format", FORMAT);
        json.addProperty("version", VERSION);
        json.addProperty("combine", combination.label());
        json.add("members", GSON.toJsonTree(members));
        try {
            AtomicFile.writeText(file, GSON.toJson(json) + "\n");
        } catch (UncheckedIOException failure) {
            throw new ModelException(String.valueOf(failure.getMessage()));
        }
    }

    /**
     * Returns the paths of the members.
     *
     * @param file that this was read from or is written to
     */
    public List<Path> files(Path file) {
        return members.stream().map(file::resolveSibling).toList();
    }
}
