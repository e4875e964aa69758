package io.minibatch.io;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names of settings as Java writes them. */
public final class JavaName {
    private static final Pattern DASH = Pattern.compile("-([a-z])");

    private JavaName() {}

    /** Returns {@code weightDecay} for {@code weight-decay}. */
    public static String of(String setting) {
        return DASH.matcher(setting).replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
    }
}
