package io.minibatch.report;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.data.Dataset;
import io.minibatch.data.Task;
import io.minibatch.io.Excerpt;
import io.minibatch.model.Agreement;
import io.minibatch.model.CommitteePredictions;
import io.minibatch.network.Predictions;
import io.minibatch.train.PredictionScore;
import io.minibatch.train.Score;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The members of a committee beside each other, on examples whose answers are known.
 *
 * @param names of the members
 * @param examples aligned with the members
 * @param answers one per example
 */
public record CommitteeReport(List<String> names, Dataset examples, CommitteePredictions answers) {
    /** Examples that are listed; more are counted. */
    private static final int MOST_LISTED = 100;

    private static final int LONGEST_PATH = 60;

    public CommitteeReport {
        names = List.copyOf(names);
        if (names.size() != answers.members().size() || examples.size() != answers.size()) {
            throw new IllegalArgumentException(names.size() + " members and " + examples.size()
                    + " examples have answers of " + answers.members().size() + " members to " + answers.size()
                    + " examples");
        }
    }

    /**
     * Returns lines for a terminal: the score of each member, what they disagree on, and what all of them get wrong.
     */
    public String text() {
        String end = System.lineSeparator();
        StringBuilder text = new StringBuilder("Members:").append(end);
        Score score = Score.of(examples.schema().task());
        for (int m = 0; m < names.size(); m++) {
            double value = PredictionScore.of(examples, answers.members().get(m));
            text.append("  ")
                    .append(Excerpt.of(names.get(m), LONGEST_PATH))
                    .append(": ")
                    .append(score.label())
                    .append(' ')
                    .append(score.text(value))
                    .append(end);
        }
        if (examples.schema().task() == Task.REGRESSION) {
            return text.append(spread()).append(end).toString();
        }
        return text.append(agreement()).append(end).append(wrongForAllText()).toString();
    }

    private String spread() {
        double sum = 0;
        double largest = 0;
        for (int i = 0; i < answers.size(); i++) {
            double disagreement = answers.agreement(i).disagreement();
            sum += disagreement;
            largest = Math.max(largest, disagreement);
        }
        return "Standard deviation of the members' predictions: mean " + SignificantDigits.three(sum / answers.size())
                + ", largest " + SignificantDigits.three(largest);
    }

    private String agreement() {
        int[] disputed = IntStream.range(0, answers.size())
                .filter(i -> !answers.agreement(i).isUnanimous())
                .toArray();
        long right = IntStream.of(disputed).filter(this::isRight).count();
        long allRight = IntStream.range(0, answers.size()).filter(this::isRight).count();
        int agreed = answers.size() - disputed.length;
        return "The members disagree on " + share(right, disputed.length) + " and agree on "
                + share(allRight - right, agreed);
    }

    private String share(long right, int of) {
        String accuracy =
                of == 0 ? "" : String.format(Locale.ROOT, " (committee's accuracy %.2f %%)", 100.0 * right / of);
        return of
                + (examples.hasImages() ? of == 1 ? " image" : " images" : of == 1 ? " example" : " examples")
                + accuracy;
    }

    private boolean isRight(int example) {
        return PredictionScore.isRight(examples, answers.combined(), example);
    }

    /** Returns the examples that every member gets wrong. */
    public int[] wrongForAll() {
        return PredictionScore.wrongForAll(examples, answers.members());
    }

    private String wrongForAllText() {
        int[] wrong = wrongForAll();
        String end = System.lineSeparator();
        if (wrong.length == 0) {
            return "No example is wrong for every member" + end;
        }
        StringBuilder text = new StringBuilder("Wrong for every member: ")
                .append(wrong.length)
                .append(" (number in the data set, from 0; true class → committee's answer)")
                .append(end);
        IntStream.of(wrong)
                .limit(MOST_LISTED)
                .forEach(i -> text.append("  ")
                        .append(i)
                        .append(": ")
                        .append(truth(i))
                        .append(" → ")
                        .append(answer(answers.combined(), i))
                        .append(end));
        if (wrong.length > MOST_LISTED) {
            text.append("  and ")
                    .append(wrong.length - MOST_LISTED)
                    .append(" more")
                    .append(end);
        }
        return text.toString();
    }

    private String truth(int example) {
        return examples.hasLabels()
                ? name(examples.label(example))
                : labels(((DesiredOutputs.Values) examples.examples().desired()).values(), example);
    }

    private String answer(Predictions given, int example) {
        return examples.hasLabels() ? name(given.classes()[example]) : labels(given.outputs(), example);
    }

    private String labels(float[] outputs, int example) {
        List<String> present = PredictionScore.labels(examples.outputNames(), outputs, example);
        return present.isEmpty()
                ? "no label"
                : String.join(", ", present.stream().map(Excerpt::of).toList());
    }

    private String name(int label) {
        return Excerpt.of(examples.outputNames().get(label));
    }

    /**
     * Returns the examples on which the members disagree, first the largest {@link Agreement#disagreement}.
     *
     * @param limit the most to return
     */
    public int[] disputed(int limit) {
        double[] disagreement = IntStream.range(0, answers.size())
                .mapToDouble(i -> answers.agreement(i).disagreement())
                .toArray();
        return IntStream.range(0, answers.size())
                .filter(i -> disagreement[i] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -disagreement[i]))
                .limit(limit)
                .mapToInt(i -> i)
                .toArray();
    }

    /**
     * Draws the images that are {@link #disputed}. Each has its label, the committee's answer and the number of members
     * that agree with it.
     *
     * @param limit the most to draw
     */
    public BufferedImage drawDisagreement(int limit) {
        List<Gallery.Entry> entries = IntStream.of(disputed(limit))
                .mapToObj(i -> entry(i, " · " + answers.agreement(i).agreeing() + " of " + names.size()))
                .toList();
        return Gallery.draw(
                examples,
                entries.isEmpty()
                        ? "the members do not disagree on " + examples.name()
                        : entries.size() + " images of " + examples.name()
                                + " on which the members disagree most: label → committee · members that agree",
                entries);
    }

    /**
     * Draws the images that every member gets wrong, in their order, each with its label and the committee's answer.
     */
    public BufferedImage drawWrongForAll(int limit) {
        int[] wrong = wrongForAll();
        String shown = wrong.length > limit ? limit + " of " + wrong.length : Integer.toString(wrong.length);
        return Gallery.draw(
                examples,
                wrong.length == 0
                        ? "no image of " + examples.name() + " is wrong for every member"
                        : shown + " images of " + examples.name()
                                + " that every member gets wrong: number, label → committee",
                IntStream.of(wrong)
                        .limit(limit)
                        .mapToObj(i -> new Gallery.Entry(i, i + ": " + classes(i)))
                        .toList());
    }

    private Gallery.Entry entry(int example, String more) {
        return new Gallery.Entry(example, classes(example) + more);
    }

    private String classes(int example) {
        return Gallery.classes(examples, example, answers.combined().classes()[example]);
    }
}
