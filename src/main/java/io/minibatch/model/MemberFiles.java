package io.minibatch.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The model files that a path stands for.
 *
 * @param file the model file, or the {@code committee.json}
 * @param members the model files, each only once
 * @param combination that the {@code committee.json} names, null for a model file
 */
public record MemberFiles(
        Path file, List<Path> members, @Nullable Combination combination) {
    /** As many bytes of a file as begin a committee's. */
    private static final int HEAD = 200;

    public MemberFiles {
        members = List.copyOf(members);
    }

    /**
     * Finds the files of a model file, a {@code committee.json}, a folder with a {@code committee.json}, or the folder
     * of a run with its {@code model.json}.
     *
     * @throws ModelException in one line, where there is no such thing or the committee's file is damaged
     */
    public static MemberFiles of(Path path) {
        if (Files.isDirectory(path)) {
            for (String name : List.of(CommitteeFile.NAME, "model.json")) {
                if (Files.exists(path.resolve(name))) {
                    return of(path.resolve(name));
                }
            }
            throw new ModelException(path + ": holds neither committee.json nor model.json; name a model file");
        }
        if (isCommittee(path)) {
            CommitteeFile committee = CommitteeFile.read(path);
            return new MemberFiles(path, committee.files(path), committee.combination());
        }
        return new MemberFiles(path, List.of(path), null);
    }

    /** Returns whether a file is a committee's, by its name or its beginning: it may be renamed. */
    static boolean isCommittee(Path file) {
        if (file.endsWith(CommitteeFile.NAME)) {
            return true;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1).contains(CommitteeFile.FORMAT);
        } catch (IOException unreadable) {
            return false;
        }
    }

    /**
     * Returns these files and those of another path.
     *
     * @throws ModelException if the path cannot be used or one of its files is a member already
     */
    public MemberFiles with(Path path) {
        List<Path> all = new ArrayList<>(members);
        Set<Path> known = new HashSet<>();
        members.forEach(member -> known.add(member.toAbsolutePath().normalize()));
        for (Path other : of(path).members) {
            if (!known.add(other.toAbsolutePath().normalize())) {
                throw new ModelException(other + ": is a member already; name each model once");
            }
            all.add(other);
        }
        return new MemberFiles(file, all, combination == null ? Combination.MEAN : combination);
    }

    /** Returns these files with another combination. */
    public MemberFiles combinedBy(Combination other) {
        return new MemberFiles(file, members, other);
    }

    /** Returns whether this is a single model file, not a committee. */
    public boolean isModel() {
        return combination == null;
    }

    /** Returns the names of the members in messages: their paths. */
    public List<String> names() {
        return members.stream().map(Path::toString).toList();
    }

    /**
     * Reads the models.
     *
     * @throws ModelException in one line, where a file is damaged or the members do not fit together
     */
    public Committee load() {
        List<Model> models = new ArrayList<>();
        for (Path member : members) {
            Model model = ModelFile.read(member);
            String difference = models.isEmpty() ? "" : Committee.difference(models.get(0), model);
            if (!difference.isEmpty()) {
                throw new ModelException(member + ": " + difference + " than " + members.get(0)
                        + "; the members of a committee must be for the same data");
            }
            models.add(model);
        }
        try {
            return new Committee(models, combination == null ? Combination.MEAN : combination);
        } catch (IllegalArgumentException wrong) {
            throw new ModelException(file + ": " + wrong.getMessage());
        }
    }
}
