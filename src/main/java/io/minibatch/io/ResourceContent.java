package io.minibatch.io;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * A resource as the content of a file; one in a jar has a version, the CRC-32 and size that the jar's directory holds.
 */
public record ResourceContent(URL resource) implements PrivateFolder.Content {
    @Override
    public InputStream open() throws IOException {
        return resource.openStream();
    }

    @Override
    public @Nullable String version() throws IOException {
        if (!(resource.openConnection() instanceof JarURLConnection jar)) {
            return null;
        }
        ZipEntry entry = jar.getJarEntry();
        return Long.toHexString(entry.getCrc()) + " " + entry.getSize();
    }
}
