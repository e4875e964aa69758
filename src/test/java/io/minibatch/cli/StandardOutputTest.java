package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the program with a standard output that fails after some bytes. */
class StandardOutputTest extends ProgramFixture {
    private static final String LINE =
            "minibatch: standard output: write failed (full device or closed pipe); the output is incomplete\n";

    /** Runs a command whose standard output accepts this many bytes. */
    private int runOnDeviceWith(int bytes, String... arguments) {
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setOut(new PrintStream(new FullDevice(bytes), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            return Minibatch.run(arguments);
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
            err = captured.toString(StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--help", "--version", "train --help", "experiment", "experiment momentum --print", "doctor"})
    void lostOutput_isAFailureInOneLine(String command) {
        assertEquals(1, runOnDeviceWith(10, command.split(" ")));
        assertEquals(LINE, err);
    }

    @Test
    void lostOutputOfTrain_isAFailure_withAllFilesWritten() throws IOException {
        assertEquals(
                1,
                runOnDeviceWith(
                        100,
                        "train",
                        "--data",
                        path("data"),
                        "--out",
                        path("run"),
                        "--epochs",
                        "2",
                        "--backend",
                        "cpu"));
        assertTrue(
                namesIn(folder.resolve("run"))
                        .containsAll(List.of("checkpoints", "curves.png", "history.csv", "model.json", "run.json")),
                err);
        assertEquals(1, err.split(Pattern.quote(LINE), -1).length - 1, err);
        assertEquals(0, run("evaluate", path("run/model.json"), "--data", path("data")), err);
    }

    @Test
    void failure_isSaidOnce_whereItsOutputIsLostToo() {
        assertEquals(1, runOnDeviceWith(0, "data", "--data", path("nowhere")));
        assertEquals("minibatch: --data " + path("nowhere") + ": no such file or folder\n", err);
    }

    private static final class FullDevice extends OutputStream {
        private int room;

        FullDevice(int room) {
            this.room = room;
        }

        @Override
        public void write(int one) throws IOException {
            if (room-- <= 0) {
                throw new IOException("No space left on device");
            }
        }
    }
}
