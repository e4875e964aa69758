package io.minibatch.spec;

import io.minibatch.network.Variants;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a trial that a training does not have: a limit, those of a support vector machine, and how the
 * trained networks are measured.
 */
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

    /** Trains several networks and measures them as one. */
    public static final Setting<Integer> MEMBERS = trial("members", Type.WHOLE)
            .within(Range.between(1, 100))
            .help("N", "Train N networks that differ by their seeds, and measure the committee by its mean outputs.");

    /** Measures by variants of images. */
    public static final Setting<Integer> VARIANTS = trial("variants", Type.WHOLE)
            .within(Range.between(0, Variants.MAX))
            .help("N", "Measure by the mean logits over N random variants of each image; 0 for the image itself.");

    /**
     * The settings that say how a trial is measured in the end. Trials that differ by them alone train the same
     * networks.
     */
    public static final List<Setting<?>> MEASURES = List.of(MEMBERS, VARIANTS);

    /** The settings that limit a trial. */
    public static final List<Setting<?>> LIMITS = List.of(UNTIL, REACH, WITHIN);

    static final List<Setting<?>> TABLE = List.of(SVM, C, GAMMA, UNTIL, REACH, WITHIN, MEMBERS, VARIANTS);

    private TrialSettings() {}

    private static <T> Setting<T> trial(String name, Type<T> type) {
        return Setting.<T>of(name, type, spec -> TrialSettings.<T>absent()).with(Trait.TRIAL);
    }

    private static <T> @Nullable T absent() {
        return null;
    }
}
