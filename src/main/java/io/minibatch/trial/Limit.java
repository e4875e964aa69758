package io.minibatch.trial;

import io.minibatch.spec.Settings;
import io.minibatch.spec.TrialSettings;
import io.minibatch.train.History;
import io.minibatch.train.Measurement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The limit at which a trial ends before its last epoch, given by settings that {@code train} has no flags for.
 *
 * @param epochs {@link TrialSettings#UNTIL}: after so many epochs, with a checkpoint from which a trial of more resumes
 * @param score {@link TrialSettings#REACH}: at so high an accuracy, or R² of a regression, on the validation data
 * @param seconds {@link TrialSettings#WITHIN}: after so many seconds of training
 */
public record Limit(double epochs, double score, double seconds) {
    static Limit of(Settings settings) {
        return new Limit(
                number(settings.get(TrialSettings.UNTIL)),
                number(settings.get(TrialSettings.REACH)),
                number(settings.get(TrialSettings.WITHIN)));
    }

    private static double number(@Nullable Double limit) {
        return limit == null ? Double.POSITIVE_INFINITY : limit;
    }

    boolean isReached(History history) {
        List<Measurement> measurements = history.measurements();
        Measurement last = measurements.get(measurements.size() - 1);
        return last.seconds() >= seconds || last.score().orElse(Double.NEGATIVE_INFINITY) >= score;
    }
}
