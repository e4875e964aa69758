package io.minibatch.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

/** Appends messages as plain lines to the error stream, in its encoding, which Logback's own appender does not know. */
public final class ErrorLines extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
        System.err.println(event.getFormattedMessage());
    }
}
