package io.minibatch.tune;

import io.minibatch.spec.LearningRateSpec;
import io.minibatch.spec.LoopSpec;
import io.minibatch.trial.Outcome;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The chapter's way to a learning rate: the largest at which the cost on the training data decreases in the first
 * epochs, to its order of magnitude and then more finely; half of it is suggested, to stay usable over many epochs.
 * Nielsen 2015, chapter 3, "How to choose a neural network's hyper-parameters?".
 */
public final class LearningRateSearch {
    private static final double START = 0.01;
    private static final double LOWEST = 1e-6;
    private static final double HIGHEST = 1000;
    private static final int FEW_EPOCHS = 3;
    private static final int MEASUREMENTS_PER_EPOCH = 5;

    private final Study study;
    private double lowest = Double.POSITIVE_INFINITY;
    private double start;

    /** Creates a search; of the study's settings eta does not matter. */
    public LearningRateSearch(Study study) {
        int every = Math.max(1, study.examples() / MEASUREMENTS_PER_EPOCH);
        this.study = study.orElseEpochs(FEW_EPOCHS).monitoring(Study.COST, every);
    }

    /**
     * The suggested learning rate.
     *
     * @param eta half the threshold, null if there is no suggestion
     * @param reason why not, or what the threshold is
     */
    public record Suggestion(@Nullable Double eta, String reason) {}

    /**
     * Searches.
     *
     * @throws StoppedException if it was stopped
     */
    public Suggestion run() {
        double eta = START;
        CostTrend.Kind kind = tried(eta);
        if (kind.isCalm()) {
            CostTrend.Kind next = kind;
            while (next.isCalm()) {
                if (eta >= HIGHEST) {
                    return said(
                            null,
                            "the cost still " + (kind == CostTrend.Kind.DECREASES ? "decreases" : "barely moves")
                                    + " at eta " + Study.text(eta) + ", so there is no threshold");
                }
                kind = next;
                next = tried(eta * 10);
                eta *= next.isCalm() ? 10 : 1;
            }
        } else {
            while (kind != CostTrend.Kind.DECREASES) {
                eta /= 10;
                if (eta < 0.99 * LOWEST) {
                    return said(null, "the cost decreases at no eta down to " + Study.text(LOWEST));
                }
                kind = tried(eta);
            }
        }
        return refined(eta, kind);
    }

    /** Tries 2 and 5 times the order of magnitude. */
    private Suggestion refined(double order, CostTrend.Kind kindOfOrder) {
        double threshold = order;
        CostTrend.Kind kind = kindOfOrder;
        for (int times : new int[] {2, 5}) {
            CostTrend.Kind next = tried(times * order);
            if (!next.isCalm()) {
                break;
            }
            threshold = times * order;
            kind = next;
        }
        if (kind == CostTrend.Kind.BARELY_MOVES) {
            return said(
                    null,
                    "the cost barely moves at eta " + Study.text(threshold)
                            + " and no longer decreases above: something else is wrong, perhaps lambda");
        }
        return said(
                threshold / 2,
                "the cost decreases up to eta " + Study.text(threshold) + ", the threshold; half of it stays usable"
                        + " over many epochs");
    }

    private Suggestion said(@Nullable Double eta, String reason) {
        study.log()
                .accept((eta == null ? "No suggestion for eta: " : "Suggested eta " + Study.text(eta) + ": ") + reason);
        return new Suggestion(eta, reason);
    }

    private CostTrend.Kind tried(double eta) {
        String label = "eta " + Study.text(eta);
        List<Outcome> outcomes = study.with(LearningRateSpec.ETA, eta).train(label, Study.SEEDS, false);
        CostTrend trend = CostTrend.of(outcomes, start).besides(lowest);
        if (trend.kind().isCalm()) {
            lowest = Math.min(lowest, trend.last());
            start = Math.max(start, trend.first());
        }
        study.log()
                .accept(
                        trend.kind() == CostTrend.Kind.DIVERGES
                                ? label + ": the training cost is no longer finite: it diverges"
                                : String.format(
                                        Locale.ROOT,
                                        "%s: the training cost goes from %.4g to %.4g in %s epochs: %s",
                                        label,
                                        trend.first(),
                                        trend.last(),
                                        study.text(LoopSpec.EPOCHS),
                                        trend.kind().words()));
        return trend.kind();
    }
}
