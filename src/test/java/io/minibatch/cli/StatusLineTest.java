package io.minibatch.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusLineTest {
    private static final String ERASE = "\r\033[J";
    private static final Progress HALF = new Progress("Training", 0.5, List.of("epoch 1 of 2"), 3);
    private static final String SHORT = "Training  50% epoch 1 of 2, 3 s left\r";

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream real = System.out;

    @BeforeEach
    void captureOutput() {
        System.setOut(new PrintStream(written, true, UTF_8));
    }

    @AfterEach
    void releaseOutput() {
        System.setOut(real);
    }

    /** Returns what was written since the last call. */
    private String written() {
        String text = written.toString(UTF_8).replace(System.lineSeparator(), "\n");
        written.reset();
        return text;
    }

    @Test
    void print_isAboveTheProgress_andCloseErasesIt() {
        StatusLine line = new StatusLine(true, () -> 40);
        line.print("first");
        assertEquals("first\n", written());
        line.show(HALF);
        assertEquals(SHORT, written());
        line.print("second");
        assertEquals(ERASE + "second\n" + SHORT, written());
        line.close();
        assertEquals(ERASE, written());
        line.show(HALF);
        line.print("last");
        line.close();
        assertEquals("last\n", written());
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 80, 200})
    void resize_drawsTheProgressForTheNewWidth(int columns) {
        StatusLine line = new StatusLine(true, () -> 40);
        line.show(HALF);
        written();
        line.resize(40);
        assertEquals("", written(), "the same width");
        line.resize(columns);
        assertEquals(ERASE + HALF.line(columns - 1, Terminal.barStyle()) + "\r", written());
        line.close();
    }

    @Test
    void progress_isDrawnAgainOnlyWhereItChanged() {
        StatusLine line = new StatusLine(true, () -> 40);
        line.show(HALF);
        line.show(new Progress("Training", 0.75, List.of(), Double.NaN));
        assertEquals(SHORT, written(), "the second one waits");
        line.resize(40);
        assertEquals(1, written().split("75%", -1).length - 1);
        line.resize(40);
        assertEquals("", written());
        line.show(null);
        assertEquals(ERASE, written());
        line.resize(80);
        assertEquals("", written());
    }

    @Test
    void withoutATerminal_onlyLinesArePrinted() {
        StatusLine line = new StatusLine(false, () -> 40);
        line.show(HALF);
        line.print("a line");
        line.resize(80);
        line.close();
        assertEquals("a line\n", written());
    }

    @Test
    void columns_areTheSecondNumberOfStty_unlessItIsZero() {
        assertEquals(OptionalInt.of(132), Terminal.columns("40 132\n"));
        assertEquals(OptionalInt.empty(), Terminal.columns("0 0\n"));
        assertEquals(OptionalInt.empty(), Terminal.columns(""));
        assertEquals(OptionalInt.empty(), Terminal.columns("0 null"));
    }
}
