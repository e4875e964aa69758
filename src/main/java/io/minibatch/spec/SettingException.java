package io.minibatch.spec;

import io.minibatch.io.JavaName;
import io.minibatch.io.MinibatchException;
import java.io.Serial;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A setting has a wrong value. The message names the setting as Java does, {@code weightDecay}; {@link #message}
 * renders it with other names.
 */
public final class SettingException extends MinibatchException {
    @Serial
    private static final long serialVersionUID = 1;

    private static final Pattern REFERENCE = Pattern.compile("\\{([a-z0-9-]+)\\}");

    private final String setting;
    private final String reason;

    /**
     * Describes a wrong value.
     *
     * @param setting its name in the table
     * @param reason continues a sentence that starts with the name; {@code {name}} stands for another setting
     */
    public SettingException(String setting, String reason) {
        super(message(setting, reason, JavaName::of));
        this.setting = setting;
        this.reason = reason;
    }

    /** Returns the name of the setting in the table. */
    public String setting() {
        return setting;
    }

    /** Returns the message, with each setting's name in the table rendered by a function. */
    public String message(UnaryOperator<String> name) {
        return message(setting, reason, name);
    }

    private static String message(String setting, String reason, UnaryOperator<String> name) {
        String others = REFERENCE
                .matcher(reason)
                .replaceAll(found -> Matcher.quoteReplacement(
                        Settings.find(found.group(1)) == null ? found.group() : name.apply(found.group(1))));
        return name.apply(setting) + (reason.startsWith(":") ? "" : " ") + others;
    }
}
