package io.minibatch.data;

import io.minibatch.io.JavaName;
import io.minibatch.io.MinibatchException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Data that are missing or damaged. The message is one line that names the file or what asked for it. */
public final class DataException extends MinibatchException {
    @Serial
    private static final long serialVersionUID = 1;

    private final @Nullable String setting;
    private final String reason;

    public DataException(String message) {
        super(message);
        this.setting = null;
        this.reason = message;
    }

    /**
     * Describes what a setting asked for in vain.
     *
     * @param setting its name, as {@code train-size}; the message names it as Java does, {@code trainSize}
     * @param reason continues a line that starts with the name
     */
    public DataException(String setting, String reason) {
        super(JavaName.of(setting) + (reason.startsWith(":") ? "" : " ") + reason);
        this.setting = setting;
        this.reason = reason;
    }

    /** Returns the name of the setting that asked for the data, null if none did. */
    public @Nullable String setting() {
        return setting;
    }

    /** Returns the message without the name of the setting. */
    public String reason() {
        return reason;
    }
}
