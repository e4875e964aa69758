package io.minibatch.cli;

import io.minibatch.io.MinibatchException;
import io.minibatch.spec.SettingException;

/** The message of a failure as the command line says it: with the names of options. */
final class FailureMessage {
    private FailureMessage() {}

    static String of(MinibatchException failure) {
        return failure instanceof SettingException wrong
                ? wrong.message(name -> "--" + name)
                : String.valueOf(failure.getMessage());
    }
}
