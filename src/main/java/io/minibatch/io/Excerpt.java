package io.minibatch.io;

/** An excerpt of a file's content for a message: short, without control characters. */
public final class Excerpt {
    /** The characters that are shown at most. */
    public static final int LENGTH = 60;

    private Excerpt() {}

    /** Returns the beginning of a text in one line, with a question mark for each code that is not a character. */
    public static String of(String text) {
        return of(text, LENGTH);
    }

    /**
     * Returns the beginning of a text as {@link #of(String)} does.
     *
     * @param length characters that are shown at most
     */
    public static String of(String text, int length) {
        String start = text.length() <= length ? text : text.substring(0, length) + "...";
        return start.replaceAll("\\p{C}|\\p{Zl}|\\p{Zp}", "?");
    }
}
