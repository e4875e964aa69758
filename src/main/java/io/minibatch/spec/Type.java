package io.minibatch.spec;

import io.minibatch.io.Excerpt;
import io.minibatch.io.Reason;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The type of a setting.
 *
 * @param element the Java type of a text, or of each part between commas; {@code String} for a special notation
 * @param list whether the text has parts between commas
 * @param parse throws {@link IllegalArgumentException} with the reason, which follows the setting's name in a message
 * @param print the inverse of {@code parse}
 */
public record Type<T>(Class<?> element, boolean list, Function<String, T> parse, Function<T, String> print) {
    private static final double SMALLEST_PLAIN = 1e-6;
    private static final double LARGEST_PLAIN = 1e9;

    /** The word of a training whose setting is to be found. */
    private static final String OR_AUTO = ", or auto in a training,";

    static final Type<Integer> WHOLE =
            new Type<>(Integer.class, false, text -> whole(text, "must be a whole number,"), String::valueOf);
    static final Type<Integer> WHOLE_OR_AUTO =
            new Type<>(String.class, false, text -> whole(text, "must be a whole number" + OR_AUTO), String::valueOf);
    static final Type<Long> SEED = new Type<>(Long.class, false, Type::seed, String::valueOf);
    static final Type<Double> NUMBER =
            new Type<>(Double.class, false, text -> number(text, "must be a number,"), Type::plain);
    static final Type<Double> NUMBER_OR_AUTO =
            new Type<>(String.class, false, text -> number(text, "must be a number" + OR_AUTO), Type::plain);
    public static final Type<Boolean> SWITCH = new Type<>(Boolean.class, false, Type::truth, String::valueOf);
    static final Type<Path> PATH = new Type<>(Path.class, false, Type::path, Path::toString);
    static final Type<String> TEXT = new Type<>(String.class, false, text -> text, text -> text);
    static final Type<List<String>> NAMES = list(String.class, text -> text, text -> text);
    static final Type<List<Integer>> WHOLES = list(Integer.class, WHOLE.parse, WHOLE.print);
    static final Type<List<Double>> NUMBERS = list(Double.class, NUMBER.parse, NUMBER.print);

    /** Returns a type with a special notation. */
    static <T> Type<T> notation(Function<String, T> parse, Function<T, String> print) {
        return new Type<>(String.class, false, parse, print);
    }

    /** Returns the type of one of several names. */
    static <E> Type<E> choice(E[] values, Function<E, String> label) {
        return notation(text -> chosen(text, values, label), label);
    }

    /** Returns the type of a list of names. */
    static <E> Type<List<E>> choices(E[] values, Function<E, String> label) {
        return list(String.class, text -> chosen(text, values, label), label);
    }

    private static <E> Type<List<E>> list(Class<?> element, Function<String, E> parse, Function<E, String> print) {
        return new Type<>(
                element,
                true,
                text -> text.isEmpty()
                        ? List.of()
                        : Arrays.stream(text.split(",", -1)).map(parse).toList(),
                values -> values.stream().map(print).collect(Collectors.joining(",")));
    }

    static <E> E chosen(String text, E[] values, Function<E, String> label) {
        String wanted = text.toLowerCase(Locale.ROOT);
        return Arrays.stream(values)
                .filter(value -> label.apply(value).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(Excerpt.of(text) + ": use "
                        + Arrays.stream(values).map(label).collect(Collectors.joining(" or "))));
    }

    private static int whole(String text, String rule) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException(rule + " not " + Excerpt.of(text), wrong);
        }
    }

    private static long seed(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("must be a whole number, not " + Excerpt.of(text), wrong);
        }
    }

    private static double number(String text, String rule) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException(rule + " not " + Excerpt.of(text), wrong);
        }
    }

    private static boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false, not " + Excerpt.of(text));
        };
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException wrong) {
            throw new IllegalArgumentException(": " + Reason.of(wrong), wrong);
        }
    }

    /** Returns a number as people write it, {@code 3} and {@code 0.001}. */
    static String plain(double value) {
        double magnitude = Math.abs(value);
        return value == 0 || magnitude >= SMALLEST_PLAIN && magnitude <= LARGEST_PLAIN
                ? new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString()
                : Double.toString(value);
    }
}
