package io.minibatch.page;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A reply to an HTTP request.
 *
 * @param length of the body in bytes, 0 if it is a stream of unknown length
 */
record Reply(int status, String contentType, long length, Body body) {
    /** Writes the body. */
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    static Reply json(JsonElement json) {
        return json(200, json);
    }

    private static Reply json(int status, JsonElement json) {
        return bytes(status, "application/json; charset=utf-8", json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Returns an error as JSON: one sentence. */
    static Reply failed(int status, String sentence) {
        JsonObject error = new JsonObject();
        error.addProperty("error", sentence);
        return json(status, error);
    }

    static Reply png(byte[] picture) {
        return bytes("image/png", picture);
    }

    static Reply text(String contentType, String text) {
        return bytes(contentType + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    static Reply bytes(String contentType, byte[] body) {
        return bytes(200, contentType, body);
    }

    private static Reply bytes(int status, String contentType, byte[] body) {
        return new Reply(status, contentType, body.length, out -> out.write(body));
    }

    /** Returns a body that ends when its writer returns. */
    static Reply stream(String contentType, Body body) {
        return new Reply(200, contentType, 0, body);
    }
}
