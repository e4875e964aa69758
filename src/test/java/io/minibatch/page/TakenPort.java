package io.minibatch.page;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;

/** A port that is kept from servers, although tests of other processes use it, too. */
public final class TakenPort {
    private TakenPort() {}

    /** Returns what takes a port, empty where another program keeps it; another test soon gives it back. */
    public static Optional<ServerSocket> of(int port) throws InterruptedException {
        for (int tried = 0; tried < 300; tried++) {
            try {
                return Optional.of(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
            } catch (IOException byAnother) {
                Thread.sleep(100);
            }
        }
        return Optional.empty();
    }
}
