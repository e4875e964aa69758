package io.minibatch.page;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Maps methods and paths to handlers. */
final class Routes {
    private final Map<String, Handler> gets = new HashMap<>();
    private final Map<String, Handler> posts = new HashMap<>();

    /** Adds a handler of GET and HEAD. */
    Routes get(String path, Handler handler) {
        gets.put(path, handler);
        return this;
    }

    /** Adds a handler of POST. */
    Routes post(String path, Handler handler) {
        posts.put(path, handler);
        return this;
    }

    /**
     * Hands a request to its handler.
     *
     * @throws PageException 404 for an unknown path, 405 for another method than its own
     */
    Reply answer(Request request) throws IOException {
        boolean post = request.method().equals("POST");
        boolean get = request.method().equals("GET") || request.method().equals("HEAD");
        Handler handler = post ? posts.get(request.path()) : get ? gets.get(request.path()) : null;
        if (handler != null) {
            return handler.answer(request);
        }
        if (posts.containsKey(request.path())) {
            throw new PageException(405, request.path() + " takes POST, not " + request.method());
        }
        if (gets.containsKey(request.path())) {
            throw new PageException(405, request.path() + " takes GET, not " + request.method());
        }
        throw new PageException(404, "there is nothing at " + request.path());
    }
}
