package io.minibatch.experiment;

import io.minibatch.io.JsonFields;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A claim that figures can hold up or not.
 *
 * @param says the claim in words
 * @param run the label of the trials it is about
 * @param than the label of those that they are compared with: then the difference of the means counts; or null
 * @param atLeast what the number must not be below, or NaN
 * @param atMost what it must not be above, or NaN
 * @param otherwise why it may not hold, said where it does not
 */
record Check(
        String says,
        Measure measure,
        String run,
        @Nullable String than,
        double atLeast,
        double atMost,
        String otherwise) {

    /**
     * What came out.
     *
     * @param figures the numbers that decided
     */
    record Verdict(String says, boolean held, String figures, String otherwise) {}

    static Check read(JsonFields fields) {
        String than = fields.text("than", "");
        Check check = new Check(
                fields.text("says"),
                Measure.parse(fields.text("measure")),
                fields.text("run"),
                than.isEmpty() ? null : than,
                fields.number("at-least", Double.NaN),
                fields.number("at-most", Double.NaN),
                fields.text("otherwise", ""));
        if (Double.isNaN(check.atLeast) && Double.isNaN(check.atMost)) {
            throw new IllegalArgumentException("a check needs \"at-least\" or \"at-most\"");
        }
        fields.refuseOthers();
        return check;
    }

    /** Decides by the samples of the runs. */
    Verdict decide(BiFunction<String, Measure, Sample> samples) {
        Sample mine = samples.apply(run, measure);
        if (than == null) {
            return verdict(mine.isWhole() && isWithin(mine.mean()), measure.words() + " " + measure.format(mine));
        }
        Sample theirs = samples.apply(than, measure);
        double difference = mine.mean() - theirs.mean();
        double error = Math.hypot(mine.error(), theirs.error());
        String figures = measure.words() + " " + measure.format(mine) + " against " + measure.format(theirs);
        boolean whole = mine.isWhole() && theirs.isWhole();
        return verdict(
                whole && isWithin(difference),
                whole ? figures + ", " + measure.formatDifference(difference, error) : figures);
    }

    private Verdict verdict(boolean held, String figures) {
        return new Verdict(says, held, figures, otherwise);
    }

    private boolean isWithin(double value) {
        return !(value < atLeast) && !(value > atMost);
    }
}
