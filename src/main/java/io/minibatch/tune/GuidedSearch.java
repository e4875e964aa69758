package io.minibatch.tune;

import io.minibatch.spec.LearningRateSpec;
import io.minibatch.spec.LoopSpec;
import io.minibatch.spec.RegularizationSpec;
import io.minibatch.spec.Settings;
import io.minibatch.trial.Outcome;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The chapter's whole way: get any learning at all on a part of the data, where an answer takes seconds; improve eta
 * and lambda in turns; then the same with all data, the mini-batch size, and a learning rate that falls. Nielsen 2015,
 * chapter 3, "How to choose a neural network's hyper-parameters?".
 */
public final class GuidedSearch {
    private static final int CUT = 1000;
    private static final int WORTH_CUTTING = 4 * CUT;
    private static final int ROUNDS = 3;
    private static final int EPOCHS_FOR_ETA = 5;
    private static final int EPOCHS_FOR_LAMBDA = 30;
    private static final int FINAL_EPOCHS = 40;
    private static final int FINAL_PATIENCE = 5;

    private final Study study;

    /** Creates a search that starts from the study's settings, however hopeless. */
    public GuidedSearch(Study study) {
        this.study = study;
    }

    /**
     * Searches.
     *
     * @return the settings of the last training, which is the caller's; null if no learning rate works
     * @throws StoppedException if it was stopped
     */
    public @Nullable Settings run() {
        boolean cut = study.examples() >= WORTH_CUTTING;
        say("Starting settings: " + study.flags());
        Study found = rounds(cut ? cutDown() : study);
        if (found == null) {
            return null;
        }
        if (cut) {
            found = onAll(found);
        }
        return found == null ? null : last(found);
    }

    private void say(String line) {
        study.log().accept(line);
    }

    private void title(String line) {
        say("");
        say("## " + line);
        say("");
    }

    private Study cutDown() {
        double lambda = study.number(RegularizationSpec.LAMBDA) * CUT / study.examples();
        title("A cut-down problem: " + CUT + " of " + study.examples() + " training examples");
        say("An answer takes seconds now, not minutes. Lambda is divided as the training set is, to "
                + Study.text(lambda) + ", which leaves the weight decay what it was.");
        Study small = study.of(CUT).with(RegularizationSpec.LAMBDA, lambda);
        List<Outcome> start = small.with(LoopSpec.EPOCHS, EPOCHS_FOR_ETA)
                .monitoring(Study.ACCURACY, 0)
                .train("the start", 2, false);
        say(String.format(
                Locale.ROOT,
                "As given it comes to %.2f %% of the validation examples in %s epochs.",
                100 * Study.bestAccuracy(start),
                EPOCHS_FOR_ETA));
        return small;
    }

    /** Improves eta and lambda in turns until neither changes. */
    private @Nullable Study rounds(Study start) {
        Study current = start;
        for (int round = 1; round <= ROUNDS; round++) {
            title("Round " + round + ": eta");
            Study before = current;
            Double eta = new LearningRateSearch(current.with(LoopSpec.EPOCHS, EPOCHS_FOR_ETA))
                    .run()
                    .eta();
            if (eta == null && current.number(RegularizationSpec.LAMBDA) > 0) {
                say("No learning rate works with lambda " + current.text(RegularizationSpec.LAMBDA)
                        + ": once more without regularization, as the chapter starts.");
                current = current.with(RegularizationSpec.LAMBDA, 0);
                eta = new LearningRateSearch(current.with(LoopSpec.EPOCHS, EPOCHS_FOR_ETA))
                        .run()
                        .eta();
            }
            if (eta == null) {
                say("There is no learning to improve on: look at the data, the initial weights and the activations.");
                return null;
            }
            current = current.with(LearningRateSpec.ETA, eta);
            title("Round " + round + ": lambda, with eta " + Study.text(eta));
            current = current.with(
                    RegularizationSpec.LAMBDA,
                    new RegularizationSearch(current.with(LoopSpec.EPOCHS, EPOCHS_FOR_LAMBDA))
                            .run()
                            .lambda());
            if (current.settings().equals(before.settings())) {
                say("Neither eta nor lambda changed in this round.");
                break;
            }
        }
        return current;
    }

    /** The same with all images, where time counts too. */
    private @Nullable Study onAll(Study small) {
        double lambda = small.number(RegularizationSpec.LAMBDA) * study.examples() / CUT;
        title("All " + study.examples() + " training examples: the mini-batch size");
        say("Lambda is multiplied back to " + Study.text(lambda) + ".");
        Study current = study.with(LearningRateSpec.ETA, small.number(LearningRateSpec.ETA))
                .with(RegularizationSpec.LAMBDA, lambda);
        BatchRace.Entrant fastest = new BatchRace(current).run(null);
        if (fastest != null) {
            current = current.with(LoopSpec.BATCH, fastest.batch()).with(LearningRateSpec.ETA, fastest.eta());
        }
        title("All examples: eta");
        Double eta = new LearningRateSearch(current).run().eta();
        current = eta == null ? current : current.with(LearningRateSpec.ETA, eta);
        title("All examples: lambda");
        return current.with(
                RegularizationSpec.LAMBDA,
                new RegularizationSearch(current).run().lambda());
    }

    private Settings last(Study found) {
        title("The last training");
        say("Eta is halved when the accuracy on the validation examples has not improved for " + FINAL_PATIENCE
                + " epochs.");
        return found.with(LoopSpec.EPOCHS, FINAL_EPOCHS).halving(FINAL_PATIENCE).settings();
    }
}
