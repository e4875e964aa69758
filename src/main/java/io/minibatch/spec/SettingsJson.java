package io.minibatch.spec;

import io.minibatch.io.Excerpt;
import io.minibatch.io.JsonFields;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Settings in JSON: an object with a text, a number or a list for each name. */
public final class SettingsJson {
    private static final int MOST = 100;
    private static final int LONGEST = 1000;

    private SettingsJson() {}

    /**
     * Returns the settings in a field, none where there is no such field.
     *
     * @throws IllegalArgumentException in one line that names the field and the setting
     */
    public static Settings read(JsonFields fields, String name) {
        return fields.has(name) ? fields.made(name, SettingsJson::of) : Settings.NONE;
    }

    /**
     * Returns the settings in each object of an array, none where there is no such field.
     *
     * @throws IllegalArgumentException in one line that names the field and the setting
     */
    public static List<Settings> readAll(JsonFields fields, String name) {
        return fields.objects(name, SettingsJson::of);
    }

    private static Settings of(JsonFields object) {
        if (object.names().size() > MOST) {
            throw new IllegalArgumentException("has more than " + MOST + " settings");
        }
        Map<String, String> texts = new TreeMap<>();
        for (String name : object.names()) {
            String text = object.joined(name);
            if (text.length() > LONGEST) {
                throw new IllegalArgumentException(
                        "\"" + Excerpt.of(name) + "\" has more than " + LONGEST + " characters");
            }
            texts.put(name, text);
        }
        try {
            return Settings.parse(texts);
        } catch (SettingException wrong) {
            throw new IllegalArgumentException(wrong.message(name -> name), wrong);
        }
    }
}
