package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.LoggerContext;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ErrorLinesTest {
    @Test
    void messages_arePlainLines_inTheEncodingOfStandardError() {
        LoggerContext context = new LoggerContext();
        Logging.configurePlainLines(context);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream real = System.err;
        System.setErr(new PrintStream(bytes, true, StandardCharsets.ISO_8859_1));
        try {
            context.getLogger("io.minibatch.cli").info("{} per step", "12.3 µs");
        } finally {
            System.setErr(real);
            context.stop();
        }
        assertEquals("12.3 µs per step\n", bytes.toString(StandardCharsets.ISO_8859_1));
    }
}
