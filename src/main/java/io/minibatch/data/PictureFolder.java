package io.minibatch.data;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.Inputs;
import io.minibatch.data.picture.GreyImage;
import io.minibatch.data.picture.PictureFile;
import io.minibatch.io.MinibatchException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A folder of pictures with one subfolder a class, which has the class's name.
 *
 * @param classes their names
 * @param pictures ordered by file name, numbers in it by their value, then by class: running numbers over all classes
 *     keep the order of their source
 */
record PictureFolder(Path folder, List<String> classes, List<Picture> pictures) {
    private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "gif", "bmp");
    /** A picture and its class. */
    record Picture(Path file, int label) {
        String name() {
            return String.valueOf(file.getFileName());
        }
    }

    /** Returns whether a folder has subfolders with pictures. */
    static boolean isOne(Path folder) {
        return FolderListing.of(folder).folders().stream()
                .anyMatch(each -> FolderListing.of(each).files().stream().anyMatch(PictureFolder::isPicture));
    }

    /**
     * Returns what lies in a folder, unread.
     *
     * @param known names of classes, or none for those of the subfolders: in the order of numbers where all are
     *     numbers, else alphabetically
     * @throws DataException if a subfolder is no class, a file no picture, or there are no pictures
     */
    static PictureFolder of(Path folder, List<String> known) {
        List<String> found = FolderListing.of(folder).folders().stream()
                .map(each -> String.valueOf(each.getFileName()))
                .toList();
        List<String> classes = known.isEmpty() ? ordered(found) : known;
        if (classes.size() > DesiredOutputs.Labels.MAX_CLASSES) {
            throw new DataException(folder + ": has " + classes.size()
                    + " subfolders; the most classes there can be are " + DesiredOutputs.Labels.MAX_CLASSES);
        }
        List<Picture> pictures = new ArrayList<>();
        for (String each : found) {
            int label = classes.indexOf(each);
            if (label < 0) {
                throw new DataException(folder.resolve(each) + ": is not a class of the training data; its classes are "
                        + String.join(", ", classes));
            }
            pictures(folder.resolve(each)).forEach(file -> pictures.add(new Picture(file, label)));
        }
        if (pictures.isEmpty()) {
            throw new DataException(folder + ": there is no picture (PNG, JPEG, GIF or BMP) in its subfolders");
        }
        pictures.sort(Comparator.comparing(Picture::name, new NaturalOrder()).thenComparing(Picture::label));
        return new PictureFolder(folder, classes, pictures);
    }

    /**
     * Reads the pictures.
     *
     * @param digest takes the name and the checksum of each file, in the order of the names
     * @throws DataException if one has another size than the first
     * @throws io.minibatch.data.format.FormatException if one is damaged
     */
    RawPart read(MessageDigest digest) {
        Path first = pictures.get(0).file;
        GreyImage shape = PictureFile.read(first).onWhite();
        ImageSize size = new ImageSize(shape.rows(), shape.columns());
        if ((long) pictures.size() * size.pixels() > Inputs.MAX_VALUES) {
            throw new DataException(first.getParent() + ": " + pictures.size() + " pictures of " + size
                    + " pixels do not fit into memory, which holds " + Inputs.MAX_VALUES
                    + " pixels; make them smaller");
        }
        byte[] images = new byte[pictures.size() * size.pixels()];
        byte[][] checksums = new byte[pictures.size()][];
        // Threads read many at once; the message is that of the first one refused, however they take turns.
        IntStream.range(0, pictures.size())
                .parallel()
                .mapToObj(i -> refusal(i, first, size, images, checksums))
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(refused -> {
                    throw refused;
                });
        digest(digest, checksums);
        return new RawPart(
                folder.toString(),
                new Inputs.Bytes(images, size.pixels()),
                size,
                List.of(),
                new Answers.Names(
                        classes, pictures.stream().mapToInt(Picture::label).toArray()));
    }

    /** Copies a picture to its place, or returns why that cannot be done. */
    private Optional<MinibatchException> refusal(
            int index, Path first, ImageSize size, byte[] images, byte[][] checksums) {
        Path file = pictures.get(index).file;
        try {
            byte[] content = PictureFile.content(file);
            GreyImage image = PictureFile.read(file.toString(), content).onWhite();
            if (image.rows() != size.rows() || image.columns() != size.columns()) {
                return Optional.of(new DataException(file + ": has " + image.rows() + "×" + image.columns()
                        + " pixels, but " + first + " has " + size + "; all pictures must have the same size"));
            }
            System.arraycopy(image.bytes(), 0, images, index * size.pixels(), size.pixels());
            checksums[index] = FileChecksum.newDigest().digest(content);
            return Optional.empty();
        } catch (MinibatchException refused) {
            return Optional.of(refused);
        }
    }

    private void digest(MessageDigest digest, byte[][] checksums) {
        IntStream.range(0, checksums.length)
                .boxed()
                .sorted(Comparator.comparing(i -> pictures.get(i).file))
                .forEach(i -> {
                    String name = folder.relativize(pictures.get(i).file).toString();
                    digest.update(name.replace('\\', '/').getBytes(StandardCharsets.UTF_8));
                    digest.update((byte) 0);
                    digest.update(checksums[i]);
                });
    }

    private static List<Path> pictures(Path folder) {
        FolderListing listing = FolderListing.of(folder);
        for (Path each : listing.folders()) {
            throw notAPicture(each, "a folder");
        }
        for (Path file : listing.files()) {
            if (!isPicture(file)) {
                throw notAPicture(file, "no picture (PNG, JPEG, GIF or BMP)");
            }
        }
        return listing.files();
    }

    private static DataException notAPicture(Path file, String what) {
        return new DataException(file + ": is " + what + "; the folder of a class holds its pictures only");
    }

    /** Returns whether a file is a picture by its name. */
    static boolean isPicture(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1)) && Files.isRegularFile(file);
    }

    /** Numbers by their value, where all are numbers. */
    private static List<String> ordered(List<String> names) {
        boolean numbers = names.stream().allMatch(name -> name.matches("\\d{1,9}"));
        return names.stream()
                .sorted(numbers ? Comparator.comparing(Integer::valueOf) : Comparator.naturalOrder())
                .toList();
    }
}
