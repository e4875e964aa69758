package io.minibatch.model;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** Refuses a number or a bare word of many characters before the parser gathers it in memory. */
final class ShortTokens extends FilterReader {
    private static final int LIMIT = 1000;
    private int length;
    private boolean quoted;
    private boolean escaped;

    ShortTokens(Reader reader) {
        super(reader);
    }

    @Override
    public int read(char[] buffer, int offset, int count) throws IOException {
        int read = super.read(buffer, offset, count);
        for (int i = offset; i < offset + read; i++) {
            check(buffer[i]);
        }
        return read;
    }

    private void check(char character) throws Malformed {
        boolean quote = character == '"' && !escaped;
        escaped = character == '\\' && quoted && !escaped;
        quoted ^= quote;
        length = quoted || quote || ends(character) ? 0 : length + 1;
        if (length > LIMIT) {
            throw new Malformed("is not a model: it has more than " + LIMIT + " characters in one number or word");
        }
    }

    private static boolean ends(char character) {
        return character == ',' || character == '[' || character == ']' || character == '\n' || character == ' ';
    }
}
