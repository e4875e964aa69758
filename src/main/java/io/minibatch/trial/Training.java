package io.minibatch.trial;

import io.minibatch.data.Split;
import io.minibatch.network.Network;
import io.minibatch.secondorder.Minimizer;
import io.minibatch.train.TrainingOptions;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a trial's flags ask for.
 *
 * @param minimizer what works on all training images at once, null for mini-batches
 */
public record Training(
        Split split,
        Network initial,
        TrainingOptions options,
        @Nullable Minimizer minimizer) {
    /** Understands the flags of {@code minibatch train}; called from several threads, perhaps of other machines. */
    public interface Preparation extends Serializable {
        /**
         * Returns what the flags ask for.
         *
         * @throws TrialException where a flag is wrong, in one line that names it
         */
        Training prepare(Trial trial);
    }
}
