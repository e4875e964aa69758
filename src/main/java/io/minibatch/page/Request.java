package io.minibatch.page;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request.
 *
 * @param path without the query
 * @param query the decoded parameters; of one that is given twice, the first
 * @param contentType of the body in lower case without parameters, empty if the caller names none
 * @param body not copied
 */
record Request(String method, String path, Map<String, String> query, String contentType, byte[] body) {
    Request {
        query = Map.copyOf(query);
    }

    /**
     * Returns the parameters of a query.
     *
     * @throws PageException 400 if it is not encoded as URLs are
     */
    static Map<String, String> query(@Nullable String raw) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : raw == null || raw.isEmpty() ? new String[0] : raw.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            parameters.putIfAbsent(decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException wrong) {
            throw new PageException(400, "the query is not a valid URL: " + wrong.getMessage());
        }
    }

    /**
     * Returns a parameter.
     *
     * @throws PageException 400 if it is missing
     */
    String parameter(String name) {
        String value = query.get(name);
        if (value == null) {
            throw new PageException(400, path + ": the parameter " + name + " is missing");
        }
        return value;
    }

    /**
     * Returns a parameter that is an integer, 0 or larger.
     *
     * @throws PageException 400 if it is none
     */
    int count(String name, int whereMissing) {
        String value = query.get(name);
        if (value == null) {
            return whereMissing;
        }
        try {
            int count = Integer.parseInt(value);
            if (count >= 0) {
                return count;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below.
        }
        throw new PageException(400, path + ": " + name + " must be an integer of at least 0");
    }
}
