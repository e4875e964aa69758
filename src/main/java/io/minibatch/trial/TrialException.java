package io.minibatch.trial;

import io.minibatch.io.MinibatchException;
import io.minibatch.spec.SettingException;
import java.io.Serial;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Thrown if a trial cannot run; the message is one line for the user. */
public final class TrialException extends MinibatchException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String label;
    private final String reason;
    private final @Nullable SettingException wrong;

    public TrialException(String message) {
        super(message);
        this.label = "";
        this.reason = message;
        this.wrong = null;
    }

    /** Creates the exception of a trial that is not allowed; the message names the trial by its label. */
    public TrialException(String label, String reason) {
        super(label + ": " + reason);
        this.label = label;
        this.reason = reason;
        this.wrong = null;
    }

    /** Creates the exception of a trial with a wrong setting. */
    public TrialException(String label, SettingException wrong) {
        super(label + ": " + wrong.getMessage());
        this.label = label;
        this.reason = String.valueOf(wrong.getMessage());
        this.wrong = wrong;
    }

    /** Returns the message without the trial's label. */
    public String reason() {
        return reason;
    }

    /** Returns this exception with each setting's name in the table rendered by a function. */
    public TrialException named(UnaryOperator<String> name) {
        return wrong == null ? this : new TrialException(label, wrong.message(name));
    }
}
