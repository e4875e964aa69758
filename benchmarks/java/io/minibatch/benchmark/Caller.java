package io.minibatch.benchmark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request again and again, each when the reply to the one before has come. Read it after its thread has
 * ended.
 */
final class Caller implements Runnable {
    private static final int FIRST_CAPACITY = 1024;
    private static final int OK = 200;
    private static final long PAUSE_MS = 10;

    private final InetSocketAddress server;
    private final byte[] request;
    private final long end;
    private final Map<String, Long> errors = new TreeMap<>();
    private long[] nanoseconds = new long[FIRST_CAPACITY];
    private int count;
    private @Nullable HttpConnection connection;

    /**
     * Names what is sent.
     *
     * @param end of the last request's start, by {@link System#nanoTime}
     */
    Caller(InetSocketAddress server, byte[] request, long end) {
        this.server = server;
        this.request = request;
        this.end = end;
    }

    @Override
    public void run() {
        try {
            while (System.nanoTime() - end < 0) {
                call();
            }
            disconnect();
        } catch (IOException | InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void call() throws IOException, InterruptedException {
        try {
            HttpConnection open = connection == null ? new HttpConnection(server) : connection;
            connection = open;
            long start = System.nanoTime();
            int status = open.exchange(request);
            if (status == OK) {
                add(System.nanoTime() - start);
            } else {
                errors.merge("HTTP " + status, 1L, Long::sum);
            }
            if (!open.isReusable()) {
                disconnect();
            }
        } catch (IOException failure) {
            errors.merge(failure.getClass().getSimpleName() + ": " + failure.getMessage(), 1L, Long::sum);
            disconnect();
            Thread.sleep(PAUSE_MS);
        }
    }

    private void disconnect() throws IOException {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private void add(long latency) {
        if (count == nanoseconds.length) {
            nanoseconds = Arrays.copyOf(nanoseconds, 2 * count);
        }
        nanoseconds[count++] = latency;
    }

    /** Returns the latencies of the answered requests, in their order. */
    long[] nanoseconds() {
        return Arrays.copyOf(nanoseconds, count);
    }

    /** Returns the number of failed requests by kind. */
    Map<String, Long> errors() {
        return errors;
    }
}
