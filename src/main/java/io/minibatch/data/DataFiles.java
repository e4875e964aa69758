package io.minibatch.data;

import io.minibatch.data.format.FormatException;
import io.minibatch.data.format.SourceFile;
import io.minibatch.io.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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
     * @throws DataException if no data are found, or they are damaged
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
        RawParts found = inFolder(listing);
        if (found == null && listing.folders().size() == 1) {
            found = inFolder(FolderListing.of(listing.folders().get(0)));
        }
        if (found == null) {
            throw new DataException(
                    origin,
                    listing.folder() + ": has no IDX, CSV or NumPy files and no pictures in a folder for each class; "
                            + listing.shown());
        }
        return found;
    }

    /** Returns the data directly in a folder, null for none. */
    private @Nullable RawParts inFolder(FolderListing listing) {
        String name = listing.folder().getFileName().toString();
        if (!IdxFolder.names(listing).isEmpty()) {
            return IdxFolder.read(listing, options);
        }
        List<Path> archives = listing.ending(".npz");
        if (archives.size() == 1) {
            return NumpyFiles.readArchive(archives.get(0), options);
        }
        if (!listing.ending(".npy").isEmpty()) {
            return NumpyFiles.readFolder(listing, options);
        }
        List<Path> tables = listing.ending(".csv", ".tsv");
        PartFiles parts = PartFiles.among(tables);
        if (parts != null) {
            return CsvFiles.read(name, parts, listing.folder(), options);
        }
        if (archives.size() + tables.size() > 1) {
            throw new DataException(listing.folder() + ": has several sets; name a file of one instead of the folder; "
                    + listing.shown());
        }
        return PictureSet.read(listing);
    }

    private RawParts file(Path path) {
        IdxName idx = IdxName.of(path);
        if (idx != null) {
            return onePart ? IdxFolder.readPartOf(idx, options) : IdxFolder.readSetOf(idx, options);
        }
        byte[] start = start(path);
        String name = path.getFileName().toString();
        if (begins(start, 'P', 'K')) {
            return NumpyFiles.readArchive(path, options);
        }
        if (begins(start, 0x93, 'N', 'U', 'M')) {
            throw new DataException(path + ": is a single array; name its folder, with x_train.npy and y_train.npy");
        }
        if (begins(start, 0, 0)) {
            throw new DataException(path + ": looks as an IDX file, but its name does not say what it holds; names are "
                    + "as train-images-idx3-ubyte and train-labels-idx1-ubyte");
        }
        String table = name.replaceFirst("(\\.csv|\\.tsv|\\.txt)?(\\.gz)?$", "");
        return CsvFiles.read(table, PartFiles.of(path), path, options);
    }

    private static byte[] start(Path file) {
        try (InputStream in = SourceFile.open(file)) {
            return in.readNBytes(4);
        } catch (IOException failure) {
            throw new DataException(file + ": cannot be read: " + Reason.of(failure));
        }
    }

    private static boolean begins(byte[] start, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (i >= start.length || (start[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
