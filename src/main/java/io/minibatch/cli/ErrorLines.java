package io.minibatch.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

/**
 * Prints log messages as plain lines in the encoding of standard error; Logback's console appender uses the default.
 */
public final class ErrorLines extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
        StatusLine.aside(() -> System.err.println(event.getFormattedMessage()));
    }
}
