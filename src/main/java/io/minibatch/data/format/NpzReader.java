package io.minibatch.data.format;

import io.minibatch.io.Excerpt;
import io.minibatch.io.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Reads NumPy's {@code .npz} files: ZIP archives of {@code .npy} arrays, stored or deflated. */
public final class NpzReader {
    private static final String ENDING = ".npy";
    private static final int MOST_ARRAYS = 1000;

    private NpzReader() {}

    /**
     * Reads some arrays, by their names without {@code .npy}, in the order of the file.
     *
     * @param wanted chooses arrays by their names; the others are not read
     * @throws FormatException if the archive or an array is damaged; the message names the array
     */
    public static Map<String, StoredArray> read(Path file, Predicate<String> wanted) {
        Map<String, StoredArray> arrays = new LinkedHashMap<>();
        int found = 0;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                if (!entry.getName().endsWith(ENDING)) {
                    continue;
                }
                if (++found > MOST_ARRAYS) {
                    throw new FormatException(file + ": has more than " + MOST_ARRAYS + " arrays");
                }
                String name = entry.getName().substring(0, entry.getName().length() - ENDING.length());
                if (wanted.test(name)) {
                    arrays.put(name, read(file + ": array " + Excerpt.of(name), zip, entry));
                }
            }
        } catch (IOException failure) {
            throw new FormatException(file + ": the ZIP archive is damaged (" + Reason.of(failure) + ")");
        }
        return arrays;
    }

    private static StoredArray read(String where, ZipFile zip, ZipEntry entry) {
        CRC32 checksum = new CRC32();
        try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), checksum)) {
            StoredArray array = NpyReader.read(where, in);
            if (entry.getCrc() >= 0 && entry.getCrc() != checksum.getValue()) {
                throw new FormatException(where + ": the data are damaged (the checksum is wrong)");
            }
            return array;
        } catch (IOException failure) {
            throw SourceFile.refusal(where, failure);
        }
    }
}
