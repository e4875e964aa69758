package io.minibatch.tune;

import io.minibatch.io.JsonFields;
import io.minibatch.io.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The lines of a {@link Journal}. One that cannot be read does not keep the others from being read. */
final class JournalLines {
    /** Editors of Windows put it before a text in UTF-8. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final byte[] content;
    private final List<Journal.Entry> entries = new ArrayList<>();
    private int size;
    private @Nullable String head;
    private int damaged;
    private int firstDamaged;
    private String firstFault = "";

    private JournalLines(byte[] content) {
        this.content = content;
    }

    /** Reads the lines of a file. */
    static JournalLines of(byte[] content) {
        JournalLines lines = new JournalLines(content);
        int number = 0;
        for (int i = 0; i < content.length; i++) {
            if (content[i] == '\n') {
                lines.read(++number, ByteBuffer.wrap(content, lines.size, i - lines.size));
                lines.size = i + 1;
            }
        }
        return lines;
    }

    private void read(int number, ByteBuffer bytes) {
        try {
            String line = withoutCarriageReturn(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
            if (number == 1) {
                head = line.startsWith(BYTE_ORDER_MARK) ? line.substring(BYTE_ORDER_MARK.length()) : line;
                return;
            }
            if (line.isBlank()) {
                throw new IllegalArgumentException("is empty");
            }
            Journal.Entry entry = Journal.Entry.read(JsonFields.parse(line));
            if (!entries.isEmpty()
                    && !entries.get(0)
                            .settings()
                            .given()
                            .equals(entry.settings().given())) {
                throw new IllegalArgumentException("has other settings than the lines before it");
            }
            entries.add(entry);
        } catch (CharacterCodingException notText) {
            damaged(number, Reason.of(notText));
        } catch (IllegalArgumentException wrong) {
            damaged(number, Objects.requireNonNullElse(wrong.getMessage(), ""));
        }
    }

    /** Editors and version control of Windows end lines with a carriage return and a line feed. */
    private static String withoutCarriageReturn(String line) {
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    private void damaged(int number, String fault) {
        if (number == 1) {
            head = "";
        }
        if (damaged++ == 0) {
            firstDamaged = number;
            firstFault = fault;
        }
    }

    /** Returns the first line, null for an empty file. */
    @Nullable
    String head() {
        return head;
    }

    /** Returns the trials, in order. */
    List<Journal.Entry> entries() {
        return entries;
    }

    /** Returns whether the last line has no end, which is what a kill leaves. */
    boolean isCut() {
        return size < content.length;
    }

    /** Returns the bytes of all lines that have an end. */
    int size() {
        return size;
    }

    /** Returns which lines cannot be read and why, null if all can. */
    @Nullable
    String damage() {
        if (damaged == 0) {
            return null;
        }
        String first = "line " + firstDamaged + " cannot be read (" + firstFault + ")";
        return damaged == 1
                ? first + "; its trial runs again"
                : first + ", nor can " + (damaged - 1) + " more; their trials run again";
    }
}
