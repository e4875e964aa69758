package io.minibatch.experiment;

import io.minibatch.io.JsonFields;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A claim that figures can confirm, refute, or leave undecided. It is about the mean of a measure over the seeds, or
 * about the mean of the differences to other trials of the same seeds, and decided by the 95 % confidence interval of
 * that mean.
 *
 * @param claim the claim in words
 * @param run the label of the trials it is about
 * @param than the label of those that they are compared with: then the difference counts; or null
 * @param atLeast the lower bound, −∞ for none; a difference must be above it
 * @param atMost the upper bound, ∞ for none; a difference must be below it
 */
record Check(
        String claim, Measure measure, String run, @Nullable String than, double atLeast, double atMost) {
    static Check read(JsonFields fields) {
        String than = fields.text("than", "");
        Check check = new Check(
                fields.text("says"),
                Measure.parse(fields.text("measure")),
                fields.text("run"),
                than.isEmpty() ? null : than,
                fields.number("at-least", Double.NEGATIVE_INFINITY),
                fields.number("at-most", Double.POSITIVE_INFINITY));
        if (Double.isInfinite(check.atLeast) && Double.isInfinite(check.atMost)) {
            throw new IllegalArgumentException("a check needs \"at-least\" or \"at-most\"");
        }
        fields.refuseOthers();
        return check;
    }

    /** Answers the claim from the samples of the runs, by label and measure. */
    Verdict decide(BiFunction<String, Measure, Sample> samples) {
        Sample mine = samples.apply(run, measure);
        String figures = measure.words() + " " + measure.format(mine);
        if (than == null) {
            return new Verdict(claim, answer(mine), figures + measure.formatInterval(mine) + missing(mine));
        }
        Sample theirs = samples.apply(than, measure);
        Sample difference = mine.minus(theirs);
        return new Verdict(
                claim,
                answer(difference),
                figures + " against " + measure.format(theirs) + ", " + measure.formatDifference(difference)
                        + missing(difference));
    }

    private Verdict.Answer answer(Sample sample) {
        boolean single = than == null && sample.values().length == 1 && sample.missing() == 0;
        return (single ? Sample.exact(sample.mean()) : sample)
                .interval()
                .map(this::answer)
                .orElse(Verdict.Answer.UNDECIDED);
    }

    /** A value may equal its bound; a difference must exceed it, so that equal runs are not ahead by 0. */
    private Verdict.Answer answer(Interval interval) {
        boolean strict = than != null;
        if (strict ? interval.low() > atLeast && interval.high() < atMost : isWithin(interval)) {
            return Verdict.Answer.YES;
        }
        boolean outside = strict
                ? interval.high() <= atLeast || interval.low() >= atMost
                : interval.high() < atLeast || interval.low() > atMost;
        return outside ? Verdict.Answer.NO : Verdict.Answer.UNDECIDED;
    }

    private boolean isWithin(Interval interval) {
        return interval.low() >= atLeast && interval.high() <= atMost;
    }

    private static String missing(Sample sample) {
        long missing = sample.missing();
        return missing == 0 ? "" : "; missing for " + missing + " of " + sample.values().length + " seeds";
    }
}
