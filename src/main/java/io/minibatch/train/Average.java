package io.minibatch.train;

import io.minibatch.network.Network;
import io.minibatch.optimize.Averaging;
import org.jspecify.annotations.Nullable;

/**
 * The mean of a run's weights at the end of an epoch, as a checkpoint keeps it.
 *
 * @param count steps or epochs that were averaged so far
 * @param network the mean, null if count is 0
 */
public record Average(
        Averaging averaging, long count, @Nullable Network network) {
    public Average {
        if (count < 0 || count > 0 == (network == null)) {
            throw new IllegalArgumentException(
                    "its average and the number of averaged weights, " + count + ", contradict each other");
        }
    }
}
