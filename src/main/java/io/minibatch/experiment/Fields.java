package io.minibatch.experiment;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON object. What has another type than it should, and what nobody asked for, is refused by name. */
final class Fields {
    private final String where;
    private final JsonObject object;
    private final Set<String> read = new HashSet<>();

    /** Takes an object. */
    Fields(String where, JsonElement element) {
        this.where = where;
        if (!element.isJsonObject()) {
            throw new ExperimentException(where + " must be an object in braces");
        }
        object = element.getAsJsonObject();
    }

    String text(String name) {
        return required(name, primitive(name));
    }

    String text(String name, String otherwise) {
        JsonElement element = primitive(name);
        return element == null ? otherwise : element.getAsString();
    }

    double number(String name, double otherwise) {
        JsonElement element = primitive(name);
        if (element == null) {
            return otherwise;
        }
        try {
            return element.getAsDouble();
        } catch (NumberFormatException wrong) {
            throw new ExperimentException(where + ": \"" + name + "\" must be a number, not " + element);
        }
    }

    boolean flag(String name) {
        return text(name, "false").equals("true");
    }

    /** Returns the objects of an array, by what {@code make} makes of each; none where there is no such field. */
    <T> List<T> objects(String name, Function<Fields, T> make) {
        List<T> made = new ArrayList<>();
        JsonArray array = array(name);
        for (int i = 0; i < array.size(); i++) {
            Fields fields = new Fields(where + ": " + name + " " + (i + 1), array.get(i));
            try {
                made.add(make.apply(fields));
            } catch (IllegalArgumentException wrong) {
                throw new ExperimentException(fields.where + ": " + wrong.getMessage());
            }
            fields.refuseOthers();
        }
        return made;
    }

    /** Returns texts, given as an array or, where it is one, by itself. */
    List<String> texts(String name) {
        return array(name).asList().stream().map(element -> text(name, element)).toList();
    }

    /** Returns the flags of {@code minibatch train} in a field, by name. */
    SortedMap<String, String> settings(String name) {
        read.add(name);
        JsonElement element = object.get(name);
        return element == null ? new TreeMap<>() : settings(new Fields(where + ": " + name, element).object);
    }

    /** Returns the objects of an array as flags; none where there is no such field. */
    List<SortedMap<String, String>> settingsOf(String name) {
        return array(name).asList().stream()
                .map(element -> settings(new Fields(where + ": " + name, element).object))
                .toList();
    }

    private SortedMap<String, String> settings(JsonObject from) {
        SortedMap<String, String> settings = new TreeMap<>();
        from.entrySet().forEach(entry -> settings.put(entry.getKey(), text(entry.getKey(), entry.getValue())));
        return settings;
    }

    /** Returns a value as text, those of an array joined by commas. */
    private String text(String name, JsonElement element) {
        if (element.isJsonArray()) {
            return element.getAsJsonArray().asList().stream()
                    .map(each -> text(name, each))
                    .collect(Collectors.joining(","));
        }
        if (!element.isJsonPrimitive()) {
            throw new ExperimentException(where + ": \"" + name + "\" must be a text, a number, or a list of them");
        }
        return element.getAsString();
    }

    /** Throws where the object has a field that was not asked for. */
    void refuseOthers() {
        for (String name : object.keySet()) {
            if (!read.contains(name)) {
                throw new ExperimentException(where + ": there is no \"" + name + "\" here, only "
                        + read.stream().sorted().collect(Collectors.joining(", ")));
            }
        }
    }

    private JsonArray array(String name) {
        read.add(name);
        JsonElement element = object.get(name);
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
        read.add(name);
        JsonElement element = object.get(name);
        if (element != null && !element.isJsonPrimitive()) {
            throw new ExperimentException(where + ": \"" + name + "\" must be a text or a number");
        }
        return element;
    }

    private String required(String name, @Nullable JsonElement element) {
        if (element == null) {
            throw new ExperimentException(where + ": \"" + name + "\" is missing");
        }
        return element.getAsString();
    }
}
