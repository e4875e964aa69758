package io.minibatch;

import io.minibatch.network.Activation;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.spec.Setting;
import io.minibatch.spec.SettingException;
import io.minibatch.spec.Settings;
import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A setting by its name in Java or in the table, and its value as text. */
final class NamedSetting {
    private static final Pattern CAPITAL = Pattern.compile("(?<=[a-z])([A-Z])");

    private NamedSetting() {}

    /**
     * Returns a setting.
     *
     * @param name {@code weight-decay} or {@code weightDecay}
     * @throws SettingException where there is none
     */
    static Setting<?> of(String name) {
        String inTable = Settings.find(name) != null
                ? name
                : CAPITAL.matcher(name)
                        .replaceAll(letter -> "-" + letter.group(1).toLowerCase(Locale.ROOT));
        return Settings.named(inTable);
    }

    /** Returns a value as the table reads it. */
    static String text(Object value) {
        if (value instanceof Collection<?> several) {
            return several.stream().map(NamedSetting::text).collect(Collectors.joining(","));
        }
        if (value instanceof Activation activation) {
            return activation.label();
        }
        if (value instanceof Cost cost) {
            return cost.label();
        }
        return value instanceof Initializer initializer ? initializer.label() : String.valueOf(value);
    }
}
