package io.minibatch.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

/**
 * Prints log messages as plain lines on standard error, in its encoding: Logback's console appender uses the default
 * one.
 */
public final class ErrorLines extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
        StatusLine.aside(() -> System.err.println(event.getFormattedMessage()));
    }
}
