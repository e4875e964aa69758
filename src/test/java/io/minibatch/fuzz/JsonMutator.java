package io.minibatch.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Replaces, repeats, removes and nests values of JSON, by where they begin and end in the text. */
final class JsonMutator implements Mutator {
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "0.5",
            "1e400",
            "-1e999",
            "2147483648",
            "99999999999999999999",
            "NaN",
            "-Infinity",
            "\"\"",
            "\"NaN\"",
            "\"1\"",
            "\"a\\nb\\u001b\\u2028\\ud800\"",
            "\"a\nb\"",
            "[]",
            "{}",
            "[null]",
            "{\"a\":null}",
            "[",
            "}",
            ",",
            "",
            "{\"a\":1,\"a\":2}");
    private static final List<String> REPEATED =
            List.of("[", "{\"a\":", "0,", "[],", "{},", "9", "\"x\",", "x", " ", "[0,0],");

    private static final ByteMutator BYTES = new ByteMutator(VALUES);

    /** A value or the name of a member. */
    private record Span(int from, int to) {}

    @Override
    public byte[] mutate(byte[] content, Random random) {
        if (random.nextInt(5) == 0) {
            return BYTES.mutate(content, random);
        }
        String text = new String(content, StandardCharsets.UTF_8);
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            text = once(text, random);
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String once(String text, Random random) {
        List<Span> spans = spans(text);
        if (spans.isEmpty()) {
            return VALUES.get(random.nextInt(VALUES.size()));
        }
        Span span = spans.get(random.nextInt(spans.size()));
        Span other = spans.get(random.nextInt(spans.size()));
        String old = text.substring(span.from, span.to);
        String another = text.substring(other.from, other.to);
        String replacement = switch (random.nextInt(10)) {
            case 0 -> another;
            case 1 -> "[" + old + "]";
            case 2 -> old + "," + old;
            case 3 -> old + ",\"" + random.nextInt(100) + "\":" + another;
            case 4 -> repeated(random);
            case 5 -> old.substring(random.nextInt(old.length() + 1));
            case 6 -> "\"" + repeated(random) + "\"";
            default -> VALUES.get(random.nextInt(VALUES.size()));
        };
        return text.substring(0, span.from) + replacement + text.substring(span.to);
    }

    private static String repeated(Random random) {
        String piece = REPEATED.get(random.nextInt(REPEATED.size()));
        int times = 1 << random.nextInt(13);
        return (random.nextBoolean() ? "[" : "")
                + piece.repeat(times)
                + (random.nextBoolean() ? "]".repeat(times) : "0]");
    }

    /** Returns what looks like values, also in a text that is no longer JSON. */
    private static List<Span> spans(String text) {
        List<Span> spans = new ArrayList<>();
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '[' || character == '{') {
                open.push(i);
            } else if ((character == ']' || character == '}') && !open.isEmpty()) {
                spans.add(new Span(open.pop(), i + 1));
            } else if (character == '"') {
                int end = endOfText(text, i + 1);
                spans.add(new Span(i, end));
                i = end - 1;
            } else if (isBare(character)) {
                int end = i;
                while (end < text.length() && isBare(text.charAt(end))) {
                    end++;
                }
                spans.add(new Span(i, end));
                i = end - 1;
            }
        }
        return spans;
    }

    private static boolean isBare(char character) {
        return Character.isLetterOrDigit(character) || character == '-' || character == '.' || character == '+';
    }

    private static int endOfText(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                return i + 1;
            }
        }
        return text.length();
    }
}
