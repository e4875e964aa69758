package io.minibatch.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of a trial that a training does not have: a limit, and those of a support vector machine. */
public final class TrialSettings {
    /** Present for a support vector machine in place of a network; its value is ignored. */
    public static final Setting<String> SVM =
            trial("svm", Type.notation(text -> text, text -> text)).help("", "Train a support vector machine.");

    public static final Setting<Double> C =
            trial("C", Type.NUMBER).help("X", "Penalty of a support vector machine (default: 1).");

    public static final Setting<Double> GAMMA = trial("gamma", Type.NUMBER)
            .help("X", "Width of a support vector machine's radial basis functions (default: 1/inputs).");

    /** Ends a trial after so many epochs, with a checkpoint from which a trial of more epochs resumes. */
    public static final Setting<Double> UNTIL = trial("until", Type.NUMBER).help("N", "End after N epochs.");

    public static final Setting<Double> REACH = trial("reach", Type.NUMBER)
            .help("X", "End at this accuracy, or R² of a regression, on the validation data.");

    public static final Setting<Double> WITHIN =
            trial("within", Type.NUMBER).help("SECONDS", "End after so many seconds of training.");

    /** The settings that limit a trial. */
    public static final List<Setting<?>> LIMITS = List.of(UNTIL, REACH, WITHIN);

    static final List<Setting<?>> TABLE = List.of(SVM, C, GAMMA, UNTIL, REACH, WITHIN);

    private TrialSettings() {}

    private static <T> Setting<T> trial(String name, Type<T> type) {
        return Setting.<T>of(name, type, spec -> TrialSettings.<T>absent()).with(Trait.TRIAL);
    }

    private static <T> @Nullable T absent() {
        return null;
    }
}
