package io.minibatch.cli;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Stops work cleanly on Ctrl-C or SIGTERM: asks it to stop, and keeps the process
 * alive until its results are saved and its last line is printed.
 */
final class Interruption implements AutoCloseable {
    /** The exit code of a command that was interrupted, that of a shell for SIGINT. */
    static final int EXIT_CODE = 130;

    private static volatile @Nullable CountDownLatch pending;

    private final CountDownLatch saved = new CountDownLatch(1);
    private final Thread hook;

    private Interruption(Runnable stop) {
        hook = new Thread(() -> {
            stop.run();
            try {
                saved.await();
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
            }
        });
    }

    static Interruption calls(Runnable stop) {
        Interruption interruption = new Interruption(stop);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** Ends it, unless the process is being stopped: then it is kept alive until {@link #letGo()}. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            pending = saved;
        }
    }

    /** Lets a process that is being stopped go: its command has said all that it had to say. */
    static void letGo() {
        CountDownLatch waiting = pending;
        if (waiting != null) {
            waiting.countDown();
        }
    }
}
