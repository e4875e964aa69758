package io.minibatch.train;

import com.google.gson.JsonObject;

/** A figure of the check: one line of JSON on standard output, which {@code run.sh} collects. */
final class Figure {
    private final JsonObject json = new JsonObject();

    /** @param kind which table it belongs to */
    Figure(String kind) {
        json.addProperty("kind", kind);
    }

    Figure with(String name, String value) {
        json.addProperty(name, value);
        return this;
    }

    Figure with(String name, long value) {
        json.addProperty(name, value);
        return this;
    }

    /** Adds a number, rounded to five significant digits; leaves it out where it is not finite. */
    Figure with(String name, double value) {
        if (Double.isFinite(value)) {
            double scale = Math.pow(10, 5 - Math.ceil(Math.log10(Math.max(Math.abs(value), 1e-12))));
            json.addProperty(name, scale >= 1 ? Math.rint(value * scale) / scale : Math.rint(value));
        }
        return this;
    }

    void print() {
        System.out.println(json);
    }
}
