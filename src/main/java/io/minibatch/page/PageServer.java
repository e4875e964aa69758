package io.minibatch.page;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.minibatch.io.MinibatchException;
import io.minibatch.io.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The web server of the page. Every reply carries a content security policy that allows files of this server only.
 *
 * <p>Limits: bodies of {@value #MOST_BYTES} bytes, {@value #WORKERS} requests at a time beside the streams of open
 * pages; others wait.
 */
public final class PageServer implements AutoCloseable {
    /** Bytes of the largest body: a photograph. */
    static final int MOST_BYTES = 16 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(PageServer.class);
    private static final int WORKERS = 32;
    private static final int PORTS_TRIED = 20;
    private static final int TOKEN_BYTES = 18;

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
                    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    static {
        // Read by the JDK's server when its first class is loaded. Without the first, a reply waits for the caller's
        // acknowledgement of its header; the second keeps connections of many callers open; the third ends a slow
        // request.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
        System.setProperty("sun.net.httpserver.maxReqTime", "60");
    }

    private final HttpServer server;
    private final ThreadPoolExecutor workers;
    private final Gate gate;
    private final Routes routes = new Routes();
    private final Watch watch;
    private final ModelPages models;
    private final String address;
    private final boolean moved;

    private PageServer(PageSettings settings, InetAddress host, HttpServer server, boolean moved) {
        this.server = server;
        this.moved = moved;
        int port = server.getAddress().getPort();
        String token = host.isLoopbackAddress() ? null : token(settings);
        gate = new Gate(host, port, token);
        address = address(settings.host(), host, port, token);
        Catalogue catalogue = new Catalogue(settings.folders());
        Assets.addTo(routes);
        new RunPages(catalogue).addTo(routes);
        models = new ModelPages(new WrittenModels(catalogue, System::nanoTime), settings.model());
        models.addTo(routes);
        new EvaluationPages(catalogue, models, settings.data()).addTo(routes);
        new SearchPages(catalogue).addTo(routes);
        new ExperimentPages(catalogue).addTo(routes);
        watch = new Watch(catalogue);
        watch.addTo(routes);
        workers = new ThreadPoolExecutor(
                WORKERS + Watch.MOST_STREAMS,
                WORKERS + Watch.MOST_STREAMS,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(),
                PageServer::thread);
        workers.allowCoreThreadTimeOut(true);
        server.setExecutor(workers);
        server.createContext("/", this::answer);
        server.start();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "page");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Starts a server.
     *
     * @throws PageException in one line where the host is unknown or the port taken
     */
    public static PageServer start(PageSettings settings) {
        InetAddress host = host(settings.host());
        Integer port = settings.port();
        if (port != null) {
            HttpServer server = bound(host, port);
            if (server == null) {
                throw new PageException(500, "port " + port + " is taken by another program; choose another port");
            }
            return new PageServer(settings, host, server, false);
        }
        for (int next = PageSettings.FIRST_PORT; next < PageSettings.FIRST_PORT + PORTS_TRIED; next++) {
            HttpServer server = bound(host, next);
            if (server != null) {
                return new PageServer(settings, host, server, next != PageSettings.FIRST_PORT);
            }
        }
        HttpServer server = bound(host, 0);
        if (server == null) {
            throw new PageException(500, "no port is free on " + host.getHostAddress());
        }
        return new PageServer(settings, host, server, true);
    }

    private static InetAddress host(@Nullable String name) {
        try {
            return name == null ? InetAddress.getByName("127.0.0.1") : InetAddress.getByName(name);
        } catch (UnknownHostException unknown) {
            throw new PageException(500, "host '" + name + "' is unknown; give a name or an address of this machine");
        }
    }

    private static @Nullable HttpServer bound(InetAddress host, int port) {
        try {
            return HttpServer.create(new InetSocketAddress(host, port), 0);
        } catch (BindException taken) {
            if (String.valueOf(taken.getMessage()).toLowerCase(Locale.ROOT).contains("in use")) {
                return null;
            }
            throw new PageException(
                    500, "cannot listen on " + host.getHostAddress() + " port " + port + ": " + Reason.of(taken));
        } catch (IOException failure) {
            throw new PageException(
                    500, "cannot listen on " + host.getHostAddress() + " port " + port + ": " + Reason.of(failure));
        }
    }

    private static String token(PageSettings settings) {
        if (settings.token() != null) {
            return settings.token();
        }
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private static String address(@Nullable String name, InetAddress host, int port, @Nullable String token) {
        String shown =
                name != null && !host.isAnyLocalAddress() ? name : host.isAnyLocalAddress() ? ownName() : "127.0.0.1";
        return "http://" + (shown.contains(":") ? "[" + shown + "]" : shown) + ":" + port + "/"
                + (token == null ? "" : "?token=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
    }

    private static String ownName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "127.0.0.1";
        }
    }

    /** Returns the address to open, with the token where one is needed. */
    public String address() {
        return address;
    }

    /** Returns whether the usual port was taken and another one chosen. */
    public boolean moved() {
        return moved;
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            Reply reply = reply(exchange);
            send(exchange, reply);
        } catch (IOException gone) {
            // The caller has closed the connection.
        } catch (RuntimeException | Error failed) {
            LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), failed);
        }
    }

    private Reply reply(HttpExchange exchange) throws IOException {
        try {
            Map<String, String> query = Request.query(exchange.getRequestURI().getRawQuery());
            PageException refusal = gate.refusal(exchange.getRequestHeaders(), query);
            if (refusal != null) {
                throw refusal;
            }
            String cookie = gate.newCookie(query);
            if (cookie != null) {
                exchange.getResponseHeaders().set("Set-Cookie", cookie);
            }
            return routes.answer(request(exchange, query));
        } catch (PageException refused) {
            return Reply.failed(refused.status(), String.valueOf(refused.getMessage()));
        } catch (MinibatchException | UncheckedIOException wrong) {
            return Reply.failed(400, String.valueOf(wrong.getMessage()));
        } catch (OutOfMemoryError full) {
            return Reply.failed(
                    503,
                    "out of memory (" + full.getMessage() + "); give Java more, for example by "
                            + "MINIBATCH_JAVA_OPTS=-Xmx8g");
        } catch (RuntimeException failed) {
            LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), failed);
            return Reply.failed(500, "an error of minibatch: " + failed);
        }
    }

    private static Request request(HttpExchange exchange, Map<String, String> query) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            throw new PageException(413, "the body has more than " + (MOST_BYTES >> 20) + " MiB");
        }
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        return new Request(
                exchange.getRequestMethod(),
                String.valueOf(exchange.getRequestURI().getPath()),
                query,
                type == null ? "" : type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT),
                body);
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", reply.contentType());
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(reply.status(), head ? -1 : reply.length());
        if (!head) {
            try (OutputStream out = exchange.getResponseBody()) {
                reply.body().writeTo(out);
            }
        }
    }

    /** Ends open requests and frees the port. */
    @Override
    public void close() {
        watch.close();
        server.stop(0);
        workers.shutdownNow();
        models.close();
    }
}
