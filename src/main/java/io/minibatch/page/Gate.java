package io.minibatch.page;

import com.sun.net.httpserver.Headers;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides who is answered. A page on a loopback address answers requests that name one, so that a web site whose name
 * was made to point here (DNS rebinding) gets nothing. A page on another address answers whoever has the token. Neither
 * answers a web page of another origin.
 */
final class Gate {
    private static final String COOKIE = "minibatch-token";

    private final Set<String> hosts = new HashSet<>();
    private final byte @Nullable [] token;
    private final String cookie;

    /**
     * Creates the gate.
     *
     * @param token that callers must have, null if the address is a loopback address
     */
    Gate(InetAddress address, int port, @Nullable String token) {
        this.token = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
        this.cookie = COOKIE + "-" + port;
        String own = address.getHostAddress();
        for (String name :
                new String[] {"localhost", "127.0.0.1", "[::1]", own.contains(":") ? "[" + own + "]" : own}) {
            hosts.add(name + ":" + port);
            if (port == 80) {
                hosts.add(name);
            }
        }
    }

    /**
     * Returns why a request is refused, null if it is let in.
     *
     * @param query of the request, whose parameter {@code token} counts as one
     */
    @Nullable
    PageException refusal(Headers headers, Map<String, String> query) {
        String host = String.valueOf(headers.getFirst("Host")).toLowerCase(Locale.ROOT);
        if (token == null && !hosts.contains(host)) {
            return new PageException(403, "this page answers to 127.0.0.1 and localhost only, not to " + host);
        }
        String origin = headers.getFirst("Origin");
        if (origin != null && !origin.equalsIgnoreCase("http://" + host)) {
            return new PageException(403, "this page does not answer other web pages");
        }
        if (token != null && !hasToken(headers, query)) {
            return new PageException(
                    401,
                    "a token is needed: open the address that minibatch printed, or send the header"
                            + " Authorization: Bearer TOKEN");
        }
        return null;
    }

    private boolean hasToken(Headers headers, Map<String, String> query) {
        String authorization = headers.getFirst("Authorization");
        String bearer = authorization != null && authorization.startsWith("Bearer ")
                ? authorization.substring("Bearer ".length()).trim()
                : null;
        Stream<String> cookies = headers.getOrDefault("Cookie", List.of()).stream()
                .flatMap(line -> Arrays.stream(line.split(";")))
                .map(String::trim)
                .filter(each -> each.startsWith(cookie + "="))
                .map(each -> each.substring(cookie.length() + 1));
        return Stream.concat(Stream.of(bearer, query.get("token")), cookies).anyMatch(this::isToken);
    }

    /** Takes the same time wherever the texts differ. */
    private boolean isToken(@Nullable String text) {
        return text != null && MessageDigest.isEqual(text.getBytes(StandardCharsets.UTF_8), token);
    }

    /** Returns the cookie that a browser gets for a token in the address, null if the request has none. */
    @Nullable
    String newCookie(Map<String, String> query) {
        return token == null || query.get("token") == null
                ? null
                : cookie + "=" + query.get("token") + "; HttpOnly; SameSite=Strict; Path=/";
    }
}
