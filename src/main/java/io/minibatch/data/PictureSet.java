package io.minibatch.data;

import io.minibatch.io.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Pictures in a folder for each class, or in such folders for each part: {@code train/cat/1.png}. */
final class PictureSet {
    private final List<FileChecksum> checksums = new ArrayList<>();

    private PictureSet() {}

    /** Reads the pictures in a folder, null where there are none in it. */
    static @Nullable RawParts read(FolderListing listing) {
        PartFiles parts = PictureFolder.isOne(listing.folder())
                ? PartFiles.of(listing.folder())
                : PartFiles.among(listing.folders());
        if (parts == null || !PictureFolder.isOne(parts.training())) {
            return null;
        }
        PictureSet set = new PictureSet();
        Dataset training = set.part(parts.training(), List.of());
        List<String> classes = training.outputNames();
        RawPart validation =
                parts.validation() == null ? null : raw(parts.validation(), set.part(parts.validation(), classes));
        RawPart test = parts.test() == null ? null : raw(parts.test(), set.part(parts.test(), classes));
        String name = listing.folder().getFileName().toString();
        return new RawParts(
                name,
                raw(parts.training(), training),
                validation,
                test,
                name + " from " + listing.folder() + ", pictures in a folder for each class",
                set.checksums);
    }

    private Dataset part(Path folder, List<String> classes) {
        checksums.add(new FileChecksum("pictures of part " + (checksums.size() + 1), sha256(folder)));
        return PictureFolder.read(folder, folder.toString(), classes);
    }

    private static RawPart raw(Path folder, Dataset data) {
        int[] labels = IntStream.range(0, data.size()).map(data::label).toArray();
        return new RawPart(
                folder.toString(),
                data.examples().inputs(),
                data.imageSize(),
                List.of(),
                new Answers.Names(data.outputNames(), labels));
    }

    /** Returns one checksum of all files: of their names and contents, in the order of the names. */
    private static String sha256(Path folder) {
        MessageDigest digest = FileChecksum.newDigest();
        try (Stream<Path> all = Files.walk(folder, 2)) {
            for (Path file : all.filter(PictureFolder::isPicture).sorted().toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                digest.update(FileChecksum.newDigest().digest(Files.readAllBytes(file)));
            }
        } catch (IOException failure) {
            throw new DataException(folder + ": cannot be read: " + Reason.of(failure));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
