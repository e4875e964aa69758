package io.minibatch.benchmark;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A kept HTTP/1.1 connection that reads of each reply only what a load test needs: its status, and where it ends. A
 * reply must have a Content-Length. It costs the machine, which the server shares, less than
 * {@code java.net.http.HttpClient}.
 */
final class HttpConnection implements AutoCloseable {
    private static final int TIMEOUT_MS = 10_000;

    private final Socket socket = new Socket();
    private final OutputStream out;
    private final InputStream in;
    private boolean reusable = true;

    HttpConnection(InetSocketAddress server) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.connect(server, TIMEOUT_MS);
            out = socket.getOutputStream();
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
    }

    /** Returns a request to post a body. */
    static byte[] post(String hostAndPort, String path, String contentType, byte[] body) {
        byte[] head = ("POST " + path + " HTTP/1.1\r\nHost: " + hostAndPort + "\r\nContent-Type: " + contentType
                        + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    /** Sends a request and returns the status of the reply, which is read to its end. */
    int exchange(byte[] request) throws IOException {
        out.write(request);
        String[] status = line().split(" ", 3);
        long length = -1;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String[] field = header.toLowerCase(Locale.ROOT).split(":\\s*", 2);
            if (field[0].equals("content-length")) {
                length = Long.parseLong(field[1]);
            } else if (field[0].equals("connection") && field[1].equals("close")) {
                reusable = false;
            }
        }
        if (status.length < 2 || length < 0) {
            throw new IOException("reply without a status or Content-Length");
        }
        in.skipNBytes(length);
        return Integer.parseInt(status[1]);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("connection closed by the server");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    /** Returns whether the server keeps the connection for another request. */
    boolean isReusable() {
        return reusable;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
