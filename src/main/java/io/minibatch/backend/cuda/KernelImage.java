package io.minibatch.backend.cuda;

import io.minibatch.backend.BackendException;
import io.minibatch.io.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A file that holds all kernels in a form that a driver can load.
 *
 * @param name name of the file
 * @param bytes content of the file and one NUL byte, which the driver requires after PTX; null if this build has no
 *     such file. A direct buffer, because JCuda would hold a Java array critical during calls into the JVM
 */
record KernelImage(String name, @Nullable ByteBuffer bytes) {
    KernelImage {
        if (bytes != null && !bytes.isDirect()) {
            throw new IllegalArgumentException(name + ": not in a direct buffer");
        }
    }

    static KernelImage resource(String name) {
        try (InputStream in = KernelImage.class.getResourceAsStream(name)) {
            return in == null ? new KernelImage(name, null) : of(name, in.readAllBytes());
        } catch (IOException unreadable) {
            throw new BackendException(name + " cannot be read from this build: " + Reason.of(unreadable));
        }
    }

    static KernelImage of(String name, byte[] content) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(content.length + 1);
        return new KernelImage(name, bytes.put(content).put((byte) 0).flip());
    }
}
