package io.minibatch.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One of several names given with a flag. */
final class Choice {
    private Choice() {}

    /** Throws {@link IllegalArgumentException} with a line that names the flag and all choices. */
    static <T> T of(String flag, String given, T[] choices, Function<T, String> label) {
        String wanted = given.toLowerCase(Locale.ROOT);
        return Arrays.stream(choices)
                .filter(choice -> label.apply(choice).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--" + flag + " " + given + ": use "
                        + Arrays.stream(choices).map(label).collect(Collectors.joining(" or "))));
    }
}
