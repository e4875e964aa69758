package io.minibatch.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.util.DefaultJoranConfigurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Prints the program's log messages from INFO on, and those of libraries from WARN on, as {@link ErrorLines}. A
 * configuration file takes precedence, for example one that {@code -Dlogback.configurationFile} names. Logback finds
 * this class as a service; an XML file in its place would take 0.1 s of each command.
 */
public final class Logging extends ContextAwareBase implements Configurator {
    @Override
    public ExecutionStatus configure(LoggerContext loggers) {
        DefaultJoranConfigurator files = new DefaultJoranConfigurator();
        files.setContext(loggers);
        if (files.findURLOfDefaultConfigurationFile(false) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        return configurePlainLines(loggers);
    }

    static ExecutionStatus configurePlainLines(LoggerContext loggers) {
        ErrorLines lines = new ErrorLines();
        lines.setContext(loggers);
        lines.start();
        Logger root = loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(lines);
        loggers.getLogger("io.minibatch").setLevel(Level.INFO);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
