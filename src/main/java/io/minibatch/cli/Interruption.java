package io.minibatch.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Lets work end in order when the process is told to stop (Ctrl-C, SIGTERM): asks it to stop, and keeps the process alive
 * until it is closed, which is after its results are saved.
 */
final class Interruption implements AutoCloseable {
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

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook runs and waits for this.
        }
        saved.countDown();
    }
}
