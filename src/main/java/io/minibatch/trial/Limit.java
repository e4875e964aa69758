package io.minibatch.trial;

import io.minibatch.train.History;
import io.minibatch.train.Measurement;
import io.minibatch.train.Monitor;
import java.util.List;

/**
 * Where a trial ends before its epochs are done, given by settings that {@code train} has no flags for.
 *
 * @param epochs setting {@value #UNTIL}: after so many epochs, with a checkpoint from which a trial of more goes on
 * @param accuracy setting {@value #REACH}: at so high an accuracy on the validation images
 * @param seconds setting {@value #WITHIN}: after so many seconds of training
 */
public record Limit(double epochs, double accuracy, double seconds) {
    public static final String UNTIL = "until";
    public static final String REACH = "reach";
    public static final String WITHIN = "within";

    /** The settings that are a limit's. */
    static final List<String> SETTINGS = List.of(UNTIL, REACH, WITHIN);

    static Limit of(Trial trial) {
        return new Limit(number(trial, UNTIL), number(trial, REACH), number(trial, WITHIN));
    }

    private static double number(Trial trial, String setting) {
        return trial.number(setting).orElse(Double.POSITIVE_INFINITY);
    }

    boolean isReached(History history) {
        List<Measurement> measurements = history.measurements();
        Measurement last = measurements.get(measurements.size() - 1);
        return last.seconds() >= seconds
                || last.value(Monitor.EVALUATION_ACCURACY).orElse(0) >= accuracy;
    }
}
