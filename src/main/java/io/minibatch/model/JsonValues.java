package io.minibatch.model;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.minibatch.io.Excerpt;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The values of a JSON text, read one after the other; a value of the wrong type is refused with its place. */
final class JsonValues implements Closeable {
    private static final String ROOT = "$";

    /** The tokens that Python and JavaScript write for numbers that are not finite. */
    private static final Set<String> NOT_FINITE = Set.of("NaN", "Infinity", "-Infinity");

    private final JsonReader json;
    private final String root;
    private final String subject;
    private float[] row = new float[1024];

    /**
     * Starts before the first value.
     *
     * @param root the key whose value the text is, empty for a whole file
     */
    JsonValues(Reader reader, String root) {
        json = new JsonReader(new ShortTokens(reader));
        json.setStrictness(Strictness.STRICT);
        this.root = root;
        subject = root.isEmpty() ? "" : root + " ";
    }

    /** Reads the next value. */
    @FunctionalInterface
    interface Value<T> {
        T read() throws IOException;
    }

    /** Reads the value of a member of an object. */
    @FunctionalInterface
    interface Member {
        void read(String name) throws IOException;
    }

    /** Reads the only value of the text. */
    <T> T document(Value<T> value) throws IOException {
        try {
            T result = value.read();
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw new MalformedJsonException("unexpected text after the value");
            }
            return result;
        } catch (MalformedJsonException | IllegalStateException | NumberFormatException notJson) {
            throw new Malformed(subject + "is " + (root.isEmpty() ? "not a model" : "no JSON") + ": bad JSON at "
                    + Excerpt.of(path()));
        } catch (EOFException cut) {
            throw new Malformed(subject + "is cut off at " + Excerpt.of(path()));
        }
    }

    private String path() {
        return root.isEmpty() ? json.getPath() : json.getPath().replace(ROOT, root);
    }

    /** Reads an object, in which the last of several members of one name counts. */
    void object(Member member) throws IOException {
        require(JsonToken.BEGIN_OBJECT);
        json.beginObject();
        while (json.hasNext()) {
            member.read(json.nextName());
        }
        json.endObject();
    }

    /** Reads an object; refuses duplicate names. */
    void strictObject(Member member) throws IOException {
        Set<String> names = new HashSet<>();
        object(name -> {
            if (!names.add(name)) {
                throw new Malformed(place() + " is there twice");
            }
            member.read(name);
        });
    }

    <T> List<T> list(Value<T> element) throws IOException {
        require(JsonToken.BEGIN_ARRAY);
        List<T> result = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            result.add(element.read());
        }
        json.endArray();
        return result;
    }

    /** Returns whether the next value is {@code null}, which is then passed over. */
    boolean isNull() throws IOException {
        boolean empty = json.peek() == JsonToken.NULL;
        if (empty) {
            json.nextNull();
        }
        return empty;
    }

    String text() throws IOException {
        require(JsonToken.STRING);
        return json.nextString();
    }

    int whole() throws IOException {
        require(JsonToken.NUMBER);
        String digits = json.nextString();
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException fraction) {
            throw new Malformed(previous() + " is " + Excerpt.of(digits) + ", not a whole number");
        }
    }

    boolean flag() throws IOException {
        require(JsonToken.BOOLEAN);
        return json.nextBoolean();
    }

    /** Reads a finite number in double precision. */
    double number() throws IOException {
        require(JsonToken.NUMBER);
        double value = Double.parseDouble(json.nextString());
        if (!Double.isFinite(value)) {
            throw new Malformed(previous() + " is too large for a float64");
        }
        return value;
    }

    /**
     * Reads a list of finite numbers.
     *
     * @param meaning of a number that is not finite, which ends the message
     */
    float[] numbers(String meaning) throws IOException {
        require(JsonToken.BEGIN_ARRAY);
        int length = 0;
        json.beginArray();
        while (json.hasNext()) {
            if (length == row.length) {
                row = Arrays.copyOf(row, 2 * length);
            }
            row[length++] = number(meaning);
        }
        json.endArray();
        return Arrays.copyOf(row, length);
    }

    private float number(String meaning) throws IOException {
        JsonToken type = json.peek();
        if (type != JsonToken.STRING) {
            require(JsonToken.NUMBER);
        }
        String text = json.nextString();
        if (type == JsonToken.STRING) {
            throw new Malformed(previous()
                    + (NOT_FINITE.contains(text)
                            ? " is " + text + meaning
                            : " is \"" + Excerpt.of(text) + "\", not a number"));
        }
        float value = Float.parseFloat(text);
        if (!Float.isFinite(value)) {
            throw new Malformed(previous() + " is too large for a float32");
        }
        return value;
    }

    /** Reads with the NaN and Infinity that Python writes, which are not JSON, as texts. */
    <T> T lenient(Value<T> value) throws IOException {
        json.setStrictness(Strictness.LENIENT);
        T result = value.read();
        json.setStrictness(Strictness.STRICT);
        return result;
    }

    /** Passes over a value, whatever it holds. */
    void skip() throws IOException {
        json.setStrictness(Strictness.LENIENT);
        json.skipValue();
        json.setStrictness(Strictness.STRICT);
    }

    /** Throws unless the next value is of a type. */
    private void require(JsonToken type) throws IOException {
        JsonToken next = json.peek();
        if (next != type) {
            String place = place();
            throw new Malformed(
                    (place.isEmpty() ? "is not a model: it" : place) + " is " + nameOf(next) + ", not " + nameOf(type));
        }
    }

    /** Returns where the next value is. */
    String place() {
        return place(json.getPath());
    }

    /** Returns where the value is that was read last. */
    private String previous() {
        return place(json.getPreviousPath());
    }

    private String place(String path) {
        String inside = path.startsWith(ROOT) ? path.substring(ROOT.length()) : path;
        String whole = root + inside;
        return Excerpt.of(whole.startsWith(".") ? whole.substring(1) : whole);
    }

    private static String nameOf(JsonToken type) {
        return switch (type) {
            case BEGIN_ARRAY -> "a list";
            case BEGIN_OBJECT -> "an object in braces";
            case STRING -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL -> "empty";
            case NAME, END_ARRAY, END_OBJECT, END_DOCUMENT -> "missing";
        };
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
