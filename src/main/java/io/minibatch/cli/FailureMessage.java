package io.minibatch.cli;

import io.minibatch.data.DataException;
import io.minibatch.io.MinibatchException;
import io.minibatch.spec.SettingException;
import io.minibatch.spec.Settings;
import io.minibatch.trial.TrialException;

/** Error messages in which settings are named as options. */
final class FailureMessage {
    private FailureMessage() {}

    static String of(MinibatchException failure) {
        if (failure instanceof SettingException wrong) {
            return wrong.message(FailureMessage::option);
        }
        if (failure instanceof DataException wrong && wrong.setting() != null) {
            return new SettingException(wrong.setting(), wrong.reason()).message(FailureMessage::option);
        }
        return String.valueOf(
                failure instanceof TrialException trial ? named(trial).getMessage() : failure.getMessage());
    }

    /** Returns the exception of a trial with its setting named as an option. */
    static TrialException named(TrialException failure) {
        return failure.named(FailureMessage::option);
    }

    private static String option(String setting) {
        return Settings.find(setting) == null ? setting : "--" + setting;
    }
}
