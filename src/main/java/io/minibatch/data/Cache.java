package io.minibatch.data;

import io.minibatch.data.format.FormatException;
import io.minibatch.data.format.SourceFile;
import io.minibatch.io.AtomicFile;
import io.minibatch.io.FolderLock;
import io.minibatch.io.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A folder that is filled from the network. A file comes into it only whole and with the checksum it must have.
 *
 * @param mirrors folders of the network, tried in order
 * @param files the four files, {@code .gz} on the mirrors and in the folder
 */
record Cache(Path folder, List<URI> mirrors, List<FileChecksum> files) {
    private static final int CONNECT_TIMEOUT_MS = 5_000;
    private static final int READ_TIMEOUT_MS = 20_000;
    private static final int MAX_BYTES = 16 << 20;
    private static final int MAX_CONTENT = 64 << 20;
    private static final int BUFFER = 1 << 16;

    boolean isComplete() {
        return files.stream().allMatch(file -> IdxFolder.find(folder, file.name()) != null);
    }

    /** Returns the cached files, or null if any is missing or damaged. */
    @Nullable
    RawParts read() {
        try {
            RawParts found = isComplete() ? IdxFolder.read(folder) : null;
            return found != null && found.files().equals(files) ? found : null;
        } catch (DataException | FormatException damaged) {
            return null;
        }
    }

    private static boolean isGood(Path path, FileChecksum file) {
        try (InputStream in = SourceFile.open(path)) {
            return sha256(in).equals(file.sha256());
        } catch (IOException unreadable) {
            return false;
        }
    }

    /**
     * Downloads missing or damaged files, and returns whether all files are now cached. Where another process is
     * downloading, waits for it and then finds the files complete.
     */
    boolean fill(DataListener listener) {
        try {
            Files.createDirectories(folder);
        } catch (IOException failure) {
            listener.message("The cache folder " + folder + " cannot be made: " + Reason.of(failure));
            return false;
        }
        try (FolderLock lock = FolderLock.await(folder, listener::message)) {
            return fillMissing(listener);
        } catch (UncheckedIOException unlockable) {
            // Without locks, two downloads at once write the same content twice.
            listener.message(String.valueOf(unlockable.getMessage()));
            return fillMissing(listener);
        }
    }

    private boolean fillMissing(DataListener listener) {
        for (FileChecksum file : files) {
            Path path = IdxFolder.find(folder, file.name());
            if ((path == null || !isGood(path, file)) && !fill(file, listener)) {
                return false;
            }
        }
        return true;
    }

    private boolean fill(FileChecksum file, DataListener listener) {
        for (URI mirror : mirrors) {
            URI address = mirror.resolve(file.name() + ".gz");
            try {
                byte[] compressed = download(address, file.name(), listener);
                if (!sha256(new GZIPInputStream(new ByteArrayInputStream(compressed), BUFFER))
                        .equals(file.sha256())) {
                    throw new IOException("the downloaded file is not MNIST's (wrong SHA-256)");
                }
                AtomicFile.write(folder.resolve(file.name() + ".gz"), out -> out.write(compressed));
                // A damaged file without compression would be found first.
                Files.deleteIfExists(folder.resolve(file.name()));
                return true;
            } catch (IOException failure) {
                listener.message("Could not download " + address + ": " + Reason.of(failure));
            }
        }
        return false;
    }

    private static byte[] download(URI address, String name, DataListener listener) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setConnectTimeout(CONNECT_TIMEOUT_MS);
        connection.setReadTimeout(READ_TIMEOUT_MS);
        try {
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new IOException("the server answered " + connection.getResponseCode());
            }
            long total = connection.getContentLengthLong();
            try (InputStream in = connection.getInputStream()) {
                return readAll(in, total, name, listener);
            }
        } finally {
            connection.disconnect();
        }
    }

    private static byte[] readAll(InputStream in, long total, String name, DataListener listener) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            bytes.write(buffer, 0, read);
            if (bytes.size() > MAX_BYTES) {
                throw new IOException("it is larger than " + MAX_BYTES + " bytes");
            }
            if (bytes.size() < total) {
                listener.progress(name, bytes.size(), total);
            }
        }
        if (total >= 0 && bytes.size() != total) {
            throw new IOException("the connection broke after " + bytes.size() + " of " + total + " bytes");
        }
        listener.progress(name, bytes.size(), bytes.size());
        return bytes.toByteArray();
    }

    private static String sha256(InputStream in) throws IOException {
        MessageDigest digest = FileChecksum.newDigest();
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            digest.update(buffer, 0, read);
            size += read;
            if (size > MAX_CONTENT) {
                throw new IOException("it decompresses to more than " + MAX_CONTENT + " bytes");
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
