package io.minibatch.io;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonIOException;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object. A field that is missing or of another type is refused by name, in an {@link
 * IllegalArgumentException} whose message is one short line.
 */
public final class JsonFields {
    /** The position of a reader, as Gson describes it. */
    private static final Pattern PLACE = Pattern.compile("at (line \\d+) (column \\d+) path .*", Pattern.DOTALL);

    private final JsonObject object;
    private final Set<String> read = new HashSet<>();

    private JsonFields(JsonElement element) {
        if (!element.isJsonObject()) {
            throw new IllegalArgumentException("must be an object in braces");
        }
        object = element.getAsJsonObject();
    }

    /**
     * Reads a text that is one object. Comments and unquoted names are accepted.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static JsonFields parse(String text) {
        JsonReader json = new JsonReader(new StringReader(text));
        json.setStrictness(Strictness.LENIENT);
        try {
            JsonElement root = JsonParser.parseReader(json);
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw new JsonIOException("unexpected text after the object");
            }
            return new JsonFields(root);
        } catch (JsonParseException | IOException broken) {
            throw new IllegalArgumentException("is not JSON" + place(json, text), broken);
        }
    }

    private static String place(JsonReader json, String text) {
        Matcher place = PLACE.matcher(json.toString());
        if (!place.find()) {
            return "";
        }
        return " at " + (text.indexOf('\n') < 0 ? "" : place.group(1) + ", ") + place.group(2);
    }

    /** Returns the object itself, not a copy. */
    public JsonObject json() {
        return object;
    }

    /** Returns whether there is a field of that name, which {@link #refuseOthers} then allows. */
    public boolean has(String name) {
        read.add(name);
        return object.has(name);
    }

    /** Returns the names of all fields. */
    public Set<String> names() {
        return object.keySet();
    }

    /** Returns a text; a number or a flag is returned as it is written. */
    public String text(String name) {
        return required(name, primitive(name)).getAsString();
    }

    /** Returns a text, or another where there is no such field. */
    public String text(String name, String otherwise) {
        JsonElement element = primitive(name);
        return element == null ? otherwise : element.getAsString();
    }

    /** Returns a number, which may be NaN or infinite. */
    public double number(String name) {
        return number(name, required(name, primitive(name)));
    }

    /** Returns a number, or another where there is no such field. */
    public double number(String name, double otherwise) {
        JsonElement element = primitive(name);
        return element == null ? otherwise : number(name, element);
    }

    private static double number(String name, JsonElement element) {
        try {
            return element.getAsDouble();
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException(
                    quoted(name) + " must be a number, not " + Excerpt.of(element.toString()), wrong);
        }
    }

    /**
     * Returns a whole number.
     *
     * @param most from 0 to 2<sup>53</sup>
     * @throws IllegalArgumentException if it is not from 0 to {@code most}
     */
    public long count(String name, long most) {
        double number = number(name);
        if (!(number >= 0 && number <= most && number == Math.rint(number))) {
            throw new IllegalArgumentException(quoted(name) + " must be a whole number from 0 to " + most + ", not "
                    + Excerpt.of(object.get(name).toString()));
        }
        return (long) number;
    }

    public boolean flag(String name) {
        return text(name, "false").equals("true");
    }

    /** Returns the fields of an object in a field. */
    public JsonFields object(String name) {
        return within(quoted(name), required(name, element(name)), fields -> fields);
    }

    /** Returns what {@code make} makes of the object in a field. */
    public <T> T made(String name, Function<JsonFields, T> make) {
        return within(name, required(name, element(name)), make);
    }

    /** Returns the objects of an array, by what {@code make} makes of each; none where there is no such field. */
    public <T> List<T> objects(String name, Function<JsonFields, T> make) {
        List<T> made = new ArrayList<>();
        JsonArray array = array(name);
        for (int i = 0; i < array.size(); i++) {
            made.add(within(name + " " + (i + 1), array.get(i), make));
        }
        return made;
    }

    /** Converts an object; the message of a failure begins with the object's path. */
    private static <T> T within(String place, JsonElement element, Function<JsonFields, T> make) {
        try {
            return make.apply(new JsonFields(element));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(place + ": " + wrong.getMessage(), wrong);
        }
    }

    /** Returns texts, given as an array or as a single text. */
    public List<String> texts(String name) {
        return array(name).asList().stream()
                .map(element -> joined(name, element))
                .toList();
    }

    /** Returns the numbers of an array; none where there is no such field. */
    public double[] numbers(String name) {
        return array(name).asList().stream()
                .mapToDouble(element -> {
                    if (!element.isJsonPrimitive()) {
                        throw new IllegalArgumentException(quoted(name) + " must be a list of numbers");
                    }
                    return number(name, element);
                })
                .toArray();
    }

    /** Returns a text, a number, or a list of them, its parts joined by commas. */
    public String joined(String name) {
        return joined(name, required(name, element(name)));
    }

    private static String joined(String name, JsonElement element) {
        if (element.isJsonArray()) {
            return element.getAsJsonArray().asList().stream()
                    .map(each -> joined(name, each))
                    .collect(Collectors.joining(","));
        }
        if (!element.isJsonPrimitive()) {
            throw new IllegalArgumentException(quoted(name) + " must be a text, a number, or a list of them");
        }
        return element.getAsString();
    }

    /** Throws where the object has a field that was not asked for. */
    public void refuseOthers() {
        for (String name : object.keySet()) {
            if (!read.contains(name)) {
                throw new IllegalArgumentException("unknown field " + quoted(name) + "; choose from "
                        + read.stream().sorted().collect(Collectors.joining(", ")));
            }
        }
    }

    private JsonArray array(String name) {
        JsonElement element = element(name);
        if (element == null) {
            return new JsonArray();
        }
        if (element.isJsonArray()) {
            return element.getAsJsonArray();
        }
        JsonArray single = new JsonArray();
        single.add(element);
        return single;
    }

    private @Nullable JsonElement primitive(String name) {
        JsonElement element = element(name);
        if (element != null && !element.isJsonPrimitive()) {
            throw new IllegalArgumentException(quoted(name) + " must be a text or a number");
        }
        return element;
    }

    private @Nullable JsonElement element(String name) {
        read.add(name);
        return object.get(name);
    }

    private static JsonElement required(String name, @Nullable JsonElement element) {
        if (element == null) {
            throw new IllegalArgumentException(quoted(name) + " is missing");
        }
        return element;
    }

    private static String quoted(String name) {
        return "\"" + Excerpt.of(name) + "\"";
    }
}
