package io.minibatch.data;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pictures in a folder for each class, or in such folders for each part: {@code train/cat/1.png}. */
final class PictureSet {
    private final List<FileChecksum> checksums = new ArrayList<>();

    private PictureSet() {}

    /** Reads the pictures in a folder, null if there are none in it. */
    static @Nullable RawParts read(FolderListing listing) {
        PartFiles parts = PictureFolder.isOne(listing.folder())
                ? PartFiles.of(listing.folder())
                : PartFiles.among(listing.folders());
        if (parts == null || !PictureFolder.isOne(parts.training())) {
            return null;
        }
        PictureSet set = new PictureSet();
        PictureFolder pictures = PictureFolder.of(parts.training(), List.of());
        RawPart training = set.read(pictures);
        RawPart validation = set.part(parts.validation(), pictures.classes());
        RawPart test = set.part(parts.test(), pictures.classes());
        String name = listing.folder().getFileName().toString();
        return new RawParts(
                name,
                training,
                validation,
                test,
                name + " from " + listing.folder() + ", pictures in a folder for each class",
                set.checksums);
    }

    private @Nullable RawPart part(@Nullable Path folder, List<String> classes) {
        return folder == null ? null : read(PictureFolder.of(folder, classes));
    }

    private RawPart read(PictureFolder pictures) {
        MessageDigest digest = FileChecksum.newDigest();
        RawPart part = pictures.read(digest);
        Path name = Path.of("pictures of part " + (checksums.size() + 1));
        checksums.add(FileChecksum.of(name, digest));
        return part;
    }
}
