package io.minibatch.data;

import io.minibatch.data.format.IdxWriter;
import io.minibatch.data.format.NumericArray;
import io.minibatch.data.format.SourceFile;
import io.minibatch.io.AtomicFile;
import io.minibatch.io.FolderLock;
import io.minibatch.io.FolderTree;
import io.minibatch.io.Outputs;
import io.minibatch.io.Reason;
import io.minibatch.io.TextFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Writes data sets whose training images were expanded, in the form that {@code --data} reads: the originals and then
 * copy after copy. Validation images, in two files of their own, and test images are those of the original, and
 * {@link ClassNames} are kept. {@value #RECORD} states what the images were made from and how.
 */
public final class ExpandedFolder {
    private static final String RECORD = "expanded.txt";
    private static final int LARGEST_LABEL = 255;

    private final Path folder;
    private final String ending;

    private ExpandedFolder(Path folder, boolean compressed) {
        this.folder = folder;
        this.ending = compressed ? ".gz" : "";
    }

    /**
     * Writes the whole folder or nothing.
     *
     * @param folder must not exist, be empty, or hold what an equal call wrote: then it is left as it is
     * @param how the variation and all that decides it, for the record
     * @param compressed whether by gzip
     * @param made receives the number of training images, originals included, made since its last call, and 0 just
     *     before the folder takes its name; an exception that it throws ends the work
     * @return whether it was written, false if it was there already
     * @throws DataException if it cannot be written or there would be too many images
     * @throws UncheckedIOException if it holds anything else or another process writes it, in one line
     */
    public static boolean write(
            Path folder, Split split, Copies copies, String how, boolean compressed, IntConsumer made) {
        Path target = folder.toAbsolutePath().normalize();
        long bytes = (1L + copies.count()) * split.training().images().length;
        if (bytes > SourceFile.MOST_BYTES) {
            throw new DataException(
                    folder + ": " + (1L + copies.count()) * split.training().size()
                            + " images are more than one file of 2 GiB holds; make fewer copies");
        }
        String record = record(split, copies.count(), how, compressed);
        try {
            if (isRecorded(target, names(split))
                    && TextFile.read(target.resolve(RECORD)).equals(record)) {
                return false;
            }
            Outputs.requireFolder(folder);
            Path workshop = target.resolveSibling("." + target.getFileName() + ".tmp");
            try (FolderLock lock = FolderLock.take(workshop)) {
                Path whole = workshop.resolve("whole");
                FolderTree.delete(whole); // a killed process left it
                try {
                    new ExpandedFolder(Files.createDirectory(whole), compressed).write(split, copies, made);
                    AtomicFile.writeText(whole.resolve(RECORD), record);
                    made.accept(0);
                    Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                } finally {
                    FolderTree.delete(whole);
                }
            } finally {
                deleteEmpty(workshop);
            }
            return true;
        } catch (IOException failure) {
            throw new DataException(folder + ": cannot be written: " + Reason.of(failure));
        }
    }

    /**
     * Finds out before the work whether {@link #write} could succeed.
     *
     * @throws UncheckedIOException if the folder holds anything that no such call wrote, in one line
     */
    public static void requireRoom(Path folder) {
        if (!isRecorded(folder, List.of())) {
            Outputs.requireFolder(folder);
        }
    }

    private static boolean isRecorded(Path folder, List<String> names) {
        return Files.isRegularFile(folder.resolve(RECORD))
                && names.stream().allMatch(name -> IdxFolder.find(folder, name) != null);
    }

    /** Returns the names of the images and labels of each part that there is. */
    private static List<String> names(Split split) {
        List<String> training = IdxFolder.NAMES.subList(0, 2);
        List<String> test = split.test() == null ? List.of() : IdxFolder.NAMES.subList(2, 4);
        return Stream.of(training, IdxFolder.VALIDATION_NAMES, test)
                .flatMap(List::stream)
                .toList();
    }

    private static String record(Split split, int copies, String how, boolean compressed) {
        StringBuilder record = new StringBuilder();
        record.append("source: ").append(split.source().description()).append('\n');
        split.source()
                .files()
                .forEach(file -> record.append(file.name())
                        .append(": ")
                        .append(file.sha256())
                        .append('\n'));
        record.append("training images: ").append(split.training().size()).append('\n');
        record.append("validation images: ").append(split.validation().size()).append('\n');
        record.append("test images: ")
                .append(split.test() == null ? 0 : split.test().size())
                .append('\n');
        record.append("copies: ").append(copies).append('\n');
        record.append("variation: ").append(how).append('\n');
        record.append("compressed: ").append(compressed).append('\n');
        return record.toString();
    }

    private void write(Split split, Copies copies, IntConsumer made) {
        Dataset training = split.training();
        int parts = 1 + copies.count();
        IdxWriter.write(file(IdxFolder.NAMES.get(0)), shape(training, parts), out -> {
            out.write(training.images());
            made.accept(training.size());
            for (int copy = 0; copy < copies.count(); copy++) {
                out.write(copies.images(copy, made));
            }
        });
        IdxWriter.write(file(IdxFolder.NAMES.get(1)), new int[] {parts * training.size()}, out -> {
            for (int part = 0; part < parts; part++) {
                out.write(labels(training));
            }
        });
        writeUnchanged(split.validation(), IdxFolder.VALIDATION_NAMES);
        if (split.test() != null) {
            writeUnchanged(split.test(), IdxFolder.NAMES.subList(2, 4));
        }
        if (!areNumbers(training.outputNames())) {
            ClassNames.write(folder, training.outputNames());
        }
    }

    private void writeUnchanged(Dataset data, List<String> names) {
        IdxWriter.write(file(names.get(0)), NumericArray.ofBytes(shape(data, 1), data.images()));
        IdxWriter.write(file(names.get(1)), NumericArray.ofBytes(new int[] {data.size()}, labels(data)));
    }

    private static boolean areNumbers(List<String> names) {
        return names.stream().allMatch(name -> name.matches("[0-9]{1,3}") && Integer.parseInt(name) <= LARGEST_LABEL);
    }

    /** Returns the labels as numbers, which are the names of the classes where those are numbers of a byte. */
    private static byte[] labels(Dataset data) {
        List<String> names = data.outputNames();
        if (!areNumbers(names)) {
            return data.labels();
        }
        byte[] labels = new byte[data.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) Integer.parseInt(names.get(data.label(i)));
        }
        return labels;
    }

    private Path file(String name) {
        return folder.resolve(name + ending);
    }

    private static int[] shape(Dataset data, int parts) {
        return new int[] {parts * data.size(), data.rows(), data.columns()};
    }

    /** Another process may have begun to work in it. */
    private static void deleteEmpty(Path folder) throws IOException {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException inUse) {
            // It is that process's to delete.
        }
    }
}
