package io.minibatch.data;

import io.minibatch.data.format.FormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Recognizes the format of a file or folder and reads it. */
final class DataFiles {
    private final FormatOptions options;
    private final boolean onePart;

    private DataFiles(FormatOptions options, boolean onePart) {
        this.options = options;
        this.onePart = onePart;
    }

    /**
     * Reads the data in a file or folder.
     *
     * @param origin the setting or variable that named it, for messages
     * @throws DataException where there are none, or they are damaged
     */
    static RawParts read(Path path, String origin, FormatOptions options) {
        return read(path, origin, new DataFiles(options, false));
    }

    /** As {@link #read}, of a file that belongs to a set only that part, as the training part. */
    static RawParts readPart(Path path, String origin, FormatOptions options) {
        return read(path, origin, new DataFiles(options, true));
    }

    private static RawParts read(Path path, String origin, DataFiles reader) {
        if (!Files.exists(path)) {
            throw new DataException(origin, path + ": no such file or folder");
        }
        try {
            RawParts found = Files.isDirectory(path)
                    ? reader.folder(FolderListing.of(path.toAbsolutePath().normalize()), origin)
                    : reader.file(path);
            return reader.options.transpose() || isEmnist(found) ? found.transposed() : found;
        } catch (FormatException wrong) {
            throw new DataException(String.valueOf(wrong.getMessage()));
        }
    }

    /** The pictures of EMNIST are stored column by column. */
    private static boolean isEmnist(RawParts found) {
        return found.training().image() != null
                && found.files().stream()
                        .anyMatch(file -> file.name().toLowerCase(Locale.ROOT).startsWith("emnist-"));
    }

    private RawParts folder(FolderListing listing, String origin) {
        if (!IdxFolder.names(listing).isEmpty()) {
            return IdxFolder.read(listing, options);
        }
        throw new DataException(origin, listing.folder() + ": no data were recognized; " + listing.shown());
    }

    private RawParts file(Path path) {
        IdxName idx = IdxName.of(path);
        if (idx != null) {
            return onePart ? IdxFolder.readPartOf(idx, options) : IdxFolder.readSetOf(idx, options);
        }
        throw new DataException(path + ": is not a file of data");
    }
}
