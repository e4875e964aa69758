package io.minibatch.data;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.ExampleData;
import io.minibatch.data.picture.GreyImage;
import io.minibatch.data.picture.PictureFile;
import io.minibatch.io.MinibatchException;
import io.minibatch.io.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A folder of pictures with one subfolder a class, which has the class's name. Examples are ordered by file name, numbers in it
 * by their value, then by class: running numbers over all classes keep the order of their source.
 */
final class PictureFolder {
    private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "gif", "bmp");

    /** What operating systems leave in folders. */
    private static final Set<String> IGNORED = Set.of("thumbs.db", "desktop.ini", "__macosx");

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    /** A picture and its class. */
    private record Picture(Path file, int label) {
        String name() {
            return String.valueOf(file.getFileName());
        }
    }

    private PictureFolder() {}

    /** Whether a folder has subfolders with pictures. */
    static boolean isOne(Path folder) {
        return entries(folder).stream()
                .filter(Files::isDirectory)
                .anyMatch(each -> entries(each).stream().anyMatch(PictureFolder::isPicture));
    }

    /**
     * Reads all pictures.
     *
     * @param name of the data set
     * @param classes their names, or none for those of the subfolders: in the order of numbers where all are numbers, else
     *     alphabetically
     * @throws DataException where a picture is damaged or of another size than the first, a subfolder is no class, or a file
     *     no picture
     */
    static Dataset read(Path folder, String name, List<String> classes) {
        List<String> found = entries(folder).stream()
                .filter(Files::isDirectory)
                .map(each -> String.valueOf(each.getFileName()))
                .sorted(order(folder))
                .toList();
        List<String> names = classes.isEmpty() ? found : classes;
        if (names.size() > DesiredOutputs.Labels.MOST_CLASSES) {
            throw new DataException(folder + ": has " + names.size() + " subfolders; the most classes there can be are "
                    + DesiredOutputs.Labels.MOST_CLASSES);
        }
        List<Picture> pictures = new ArrayList<>();
        for (String each : found) {
            int label = names.indexOf(each);
            if (label < 0) {
                throw new DataException(
                        folder.resolve(each) + ": is no class of the training data, " + String.join(", ", names));
            }
            pictures(folder.resolve(each)).forEach(file -> pictures.add(new Picture(file, label)));
        }
        if (pictures.isEmpty()) {
            throw new DataException(folder + ": there is no picture (PNG, JPEG, GIF or BMP) in its subfolders");
        }
        pictures.sort(Comparator.comparing(Picture::name, new NaturalOrder()).thenComparing(Picture::label));
        return dataset(name, names, pictures);
    }

    private static Dataset dataset(String name, List<String> names, List<Picture> pictures) {
        Path first = pictures.get(0).file;
        GreyImage shape = PictureFile.read(first).onWhite();
        ImageSize size = new ImageSize(shape.rows(), shape.columns());
        if ((long) pictures.size() * size.pixels() > LARGEST_ARRAY) {
            throw new DataException(first.getParent() + ": " + pictures.size() + " pictures of " + size
                    + " pixels do not fit into memory, which holds " + LARGEST_ARRAY + " pixels; make them smaller");
        }
        byte[] images = new byte[pictures.size() * size.pixels()];
        // Threads read many at once; the message is that of the first one refused, however they take turns.
        IntStream.range(0, pictures.size())
                .parallel()
                .mapToObj(i -> refusal(pictures.get(i).file, first, size, images, i * size.pixels()))
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(refused -> {
                    throw refused;
                });
        byte[] labels = new byte[pictures.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) pictures.get(i).label;
        }
        return new Dataset(
                name,
                Schema.ofImages(size.rows(), size.columns(), names),
                ExampleData.ofImages(images, labels, size.pixels(), names.size()));
    }

    /** Copies a picture to its place, or returns why that cannot be done. */
    private static Optional<MinibatchException> refusal(
            Path file, Path first, ImageSize size, byte[] images, int place) {
        try {
            GreyImage image = PictureFile.read(file).onWhite();
            if (image.rows() != size.rows() || image.columns() != size.columns()) {
                return Optional.of(new DataException(file + ": has " + image.rows() + "×" + image.columns()
                        + " pixels, but " + first + " has " + size + "; all pictures must have the same size"));
            }
            System.arraycopy(image.bytes(), 0, images, place, size.pixels());
            return Optional.empty();
        } catch (MinibatchException refused) {
            return Optional.of(refused);
        }
    }

    private static List<Path> pictures(Path folder) {
        List<Path> files = entries(folder);
        for (Path file : files) {
            if (!isPicture(file)) {
                throw new DataException(file + ": is "
                        + (Files.isDirectory(file) ? "a folder" : "no picture (PNG, JPEG, GIF or BMP)")
                        + "; the folder of a class holds its pictures only");
            }
        }
        return files;
    }

    /** Whether a file is a picture by its name, and not hidden. */
    static boolean isPicture(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return !name.startsWith(".")
                && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1))
                && Files.isRegularFile(file);
    }

    /** Numbers by their value, where all are numbers. */
    private static Comparator<String> order(Path folder) {
        boolean numbers = entries(folder).stream()
                .filter(Files::isDirectory)
                .allMatch(each -> String.valueOf(each.getFileName()).matches("\\d{1,9}"));
        return numbers ? Comparator.comparing(Integer::valueOf) : Comparator.naturalOrder();
    }

    /** Returns what lies in a folder, but for hidden files and what operating systems leave. */
    private static List<Path> entries(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> {
                        String name = String.valueOf(file.getFileName());
                        return !name.startsWith(".") && !IGNORED.contains(name.toLowerCase(Locale.ROOT));
                    })
                    .toList();
        } catch (IOException failure) {
            throw new DataException(folder + ": cannot be read: " + Reason.of(failure));
        }
    }
}
