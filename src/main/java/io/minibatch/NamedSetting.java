package io.minibatch;

import io.minibatch.network.Activation;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.spec.Setting;
import io.minibatch.spec.SettingException;
import io.minibatch.spec.Settings;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A setting by its name in Java or in the table, and its value as text. */
final class NamedSetting {
    /** Settings of the command line and the methods that set them here. */
    private static final Map<String, String> METHODS =
            Map.of("backend", "device", "hidden", "hidden", "threads", "backendOptions", "resume", "from");

    private static final Pattern CAPITAL = Pattern.compile("(?<=[a-z])([A-Z])");

    private NamedSetting() {}

    /**
     * Returns a setting.
     *
     * @param name {@code weight-decay} or {@code weightDecay}
     * @throws SettingException if no setting has that name
     */
    static Setting<?> of(String name) {
        String inTable = Settings.find(name) != null
                ? name
                : CAPITAL.matcher(name)
                        .replaceAll(letter -> "-" + letter.group(1).toLowerCase(Locale.ROOT));
        String method = METHODS.get(name);
        if (method != null) {
            throw new SettingException(name, "is no setting; use the method " + method);
        }
        return Settings.named(inTable);
    }

    /** Returns a value as the table reads it. */
    static String text(Object value) {
        Objects.requireNonNull(value, "value");
        if (value.getClass().isArray()) {
            return IntStream.range(0, Array.getLength(value))
                    .mapToObj(i -> text(Array.get(value, i)))
                    .collect(Collectors.joining(","));
        }
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
