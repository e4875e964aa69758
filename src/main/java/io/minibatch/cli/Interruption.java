package io.minibatch.cli;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Stops work cleanly on Ctrl-C or SIGTERM: requests a stop, and keeps the process alive until the results are saved and
 * the last line is printed.
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

    /** Lets a stopping process exit, after the last line of its command. */
    static void letGo() {
        CountDownLatch waiting = pending;
        if (waiting != null) {
            waiting.countDown();
        }
    }
}
