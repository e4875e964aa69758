package io.minibatch.io;

/** What a message shows of a file's content, which may be of any length and hold any characters. */
public final class Excerpt {
    /** The characters that are shown at most. */
    public static final int LENGTH = 60;

    private Excerpt() {}

    /** Returns the beginning of a text in one line, with a question mark for each code that is not a character. */
    public static String of(String text) {
        String start = text.length() <= LENGTH ? text : text.substring(0, LENGTH) + "...";
        return start.replaceAll("\\p{C}|\\p{Zl}|\\p{Zp}", "?");
    }
}
