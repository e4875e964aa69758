package io.minibatch.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.sun.net.httpserver.Headers;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
    private static Gate gate(String address, int port, @Nullable String token) throws UnknownHostException {
        return new Gate(InetAddress.getByName(address), port, token);
    }

    private static Headers headers(String... namesAndValues) {
        Headers headers = new Headers();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    private static int status(Gate gate, Headers headers, Map<String, String> query) {
        PageException refusal = gate.refusal(headers, query);
        return refusal == null ? 200 : refusal.status();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8642", "localhost:8642", "LOCALHOST:8642", "[::1]:8642"})
    void loopback_namedByItsOwnNames_letsIn(String host) throws UnknownHostException {
        assertNull(gate("127.0.0.1", 8642, null).refusal(headers("Host", host), Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example:8642", "127.0.0.1.evil.example:8642", "localhost", "127.0.0.1:80", ""})
    void loopback_namedByAnotherName_isRefused(String host) throws UnknownHostException {
        assertEquals(403, status(gate("127.0.0.1", 8642, null), headers("Host", host), Map.of()));
    }

    @Test
    void loopback_withoutHost_isRefused() throws UnknownHostException {
        assertEquals(403, status(gate("127.0.0.1", 8642, null), headers(), Map.of()));
    }

    @Test
    void port80_needsNoPortInTheHost() throws UnknownHostException {
        assertNull(gate("127.0.0.1", 80, null).refusal(headers("Host", "localhost"), Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "http://evil.example,403",
        "null,403",
        "https://127.0.0.1:8642,403",
        "http://127.0.0.1:86421,403",
        "http://127.0.0.1:8642,200"
    })
    void requestsOfOtherPages_areRefused(String origin, int status) throws UnknownHostException {
        Headers headers = headers("Host", "127.0.0.1:8642", "Origin", origin);
        assertEquals(status, status(gate("127.0.0.1", 8642, null), headers, Map.of()));
    }

    @Test
    void loopback_namedByItsOwnAddress_letsIn() throws UnknownHostException {
        assertNull(gate("127.0.0.2", 8642, null).refusal(headers("Host", "127.0.0.2:8642"), Map.of()));
        Headers spelledOut = headers("Host", "[0:0:0:0:0:0:0:1]:8642");
        assertNull(gate("::1", 8642, null).refusal(spelledOut, Map.of()));
    }

    @Test
    void withToken_requestsOfOtherPages_areRefusedThoughTheCookieComesWithThem() throws UnknownHostException {
        Headers headers = headers("Host", "any:8642", "Cookie", "minibatch-token-8642=secret");
        Gate gate = gate("0.0.0.0", 8642, "secret");
        assertEquals(200, status(gate, headers, Map.of()));
        headers.add("Origin", "http://evil.example");
        assertEquals(403, status(gate, headers, Map.of()));
    }

    @Test
    void withToken_whoHasNoneOrAnother_isRefused() throws UnknownHostException {
        Gate gate = gate("0.0.0.0", 8642, "secret");
        assertEquals(401, status(gate, headers("Host", "any:8642"), Map.of()));
        assertEquals(401, status(gate, headers("Host", "any:8642"), Map.of("token", "secre")));
        assertEquals(401, status(gate, headers("Host", "any:8642", "Authorization", "Bearer wrong"), Map.of()));
        assertEquals(401, status(gate, headers("Host", "any:8642", "Authorization", "Basic secret"), Map.of()));
        assertEquals(401, status(gate, headers("Host", "any:8642", "Authorization", "Digest secret"), Map.of()));
        assertEquals(401, status(gate, headers("Host", "any:8642", "Cookie", "minibatch-token-1=secret"), Map.of()));
    }

    @Test
    void withToken_inAddressHeaderOrCookie_letsIn() throws UnknownHostException {
        Gate gate = gate("0.0.0.0", 8642, "secret");
        assertEquals(200, status(gate, headers("Host", "any:8642"), Map.of("token", "secret")));
        assertEquals(200, status(gate, headers("Host", "any:8642", "Authorization", "Bearer secret"), Map.of()));
        Headers cookie = headers("Host", "any:8642", "Cookie", "other=1; minibatch-token-8642=secret");
        assertEquals(200, status(gate, cookie, Map.of()));
    }

    @Test
    void cookie_isGivenForTheTokenInTheAddressOnly() throws UnknownHostException {
        Gate gate = gate("0.0.0.0", 8642, "secret");
        assertNull(gate.newCookie(Map.of()));
        assertNull(gate("127.0.0.1", 8642, null).newCookie(Map.of("token", "secret")));
        String cookie = gate.newCookie(Map.of("token", "secret"));
        assertNotNull(cookie);
        assertEquals("minibatch-token-8642=secret; HttpOnly; SameSite=Strict; Path=/", cookie);
    }
}
