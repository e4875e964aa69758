package io.minibatch.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The standard output of the process. Where it is a pipe whose reader has ended, as of {@code train | head -1}, the
 * process stops as by Ctrl-C, quietly, with the exit code that a shell gives to SIGPIPE.
 */
final class StandardOutput extends OutputStream {
    /** 128 and the number of SIGPIPE. */
    static final int CLOSED_PIPE = 141;

    private static final Path LINUX = Path.of("/proc/self/fd/1");

    private static volatile boolean closed;

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);

    private StandardOutput() {}

    /** Makes it {@link System#out}. */
    static void install(Charset charset) {
        System.setOut(new PrintStream(new StandardOutput(), true, charset));
    }

    /** Returns whether it is a pipe that was found without a reader. */
    static boolean isClosedPipe() {
        return closed;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int start, int length) throws IOException {
        if (closed) {
            return;
        }
        try {
            out.write(bytes, start, length);
        } catch (IOException failure) {
            if (!isPipe(failure)) {
                throw failure;
            }
            closed = true;
            // On a thread of its own, since exit waits for the work of this one to be saved.
            new Thread(() -> System.exit(CLOSED_PIPE), "closed pipe").start();
        }
    }

    /** The message of the system is in the user's language; Linux also tells what the output is. */
    private static boolean isPipe(IOException failure) {
        try {
            return Files.readSymbolicLink(LINUX).toString().startsWith("pipe:");
        } catch (IOException | UnsupportedOperationException otherSystem) {
            return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
        }
    }
}
