package io.minibatch.data.format;

import de.siegmar.fastcsv.reader.CsvParseException;
import io.minibatch.io.Excerpt;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;

/** Reads tables of numbers, with columns of texts beside them, in UTF-8, plain or compressed by gzip. */
public final class CsvReader {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private CsvReader() {}

    /**
     * Reads a whole table.
     *
     * @param apart numbers of columns, from 0, whose texts are kept beside the features
     * @param skipped numbers of columns, from 0, that are left out, whatever they hold
     * @param digest takes its decompressed bytes
     * @throws FormatException if it is damaged, a value is missing or a feature is no number; the message names line
     *     and column
     */
    public static CsvTable read(Source file, CsvDialect dialect, int[] apart, int[] skipped, MessageDigest digest) {
        CsvRows rows = new CsvRows(file.name(), dialect, apart, skipped);
        return SourceFile.read(file, digest, in -> {
            InputStreamReader text = new InputStreamReader(withoutMark(in), StandardCharsets.UTF_8.newDecoder());
            try {
                de.siegmar.fastcsv.reader.CsvReader.builder()
                        .fieldSeparator(dialect.separator())
                        .allowExtraFields(true)
                        .allowMissingFields(true)
                        .trimWhitespacesAroundQuotes(true)
                        .build(rows, text)
                        .forEach(table -> {});
            } catch (UncheckedIOException failure) {
                throw cause(failure);
            } catch (CsvParseException wrong) {
                throw refusal(file, wrong);
            }
            return rows.table();
        });
    }

    private static IOException cause(UncheckedIOException failure) {
        return Objects.requireNonNull(failure.getCause());
    }

    private static FormatException refusal(Source file, CsvParseException wrong) {
        for (Throwable cause = wrong.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof FormatException ours) {
                return ours;
            }
        }
        return new FormatException(file.name() + ": " + Excerpt.of(String.valueOf(wrong.getMessage())));
    }

    private static InputStream withoutMark(InputStream in) throws IOException {
        PushbackInputStream start = new PushbackInputStream(in, BYTE_ORDER_MARK.length);
        byte[] mark = start.readNBytes(BYTE_ORDER_MARK.length);
        if (!Arrays.equals(mark, BYTE_ORDER_MARK)) {
            start.unread(mark);
        }
        return start;
    }
}
