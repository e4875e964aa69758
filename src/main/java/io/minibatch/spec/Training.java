package io.minibatch.spec;

import io.minibatch.data.Split;
import io.minibatch.network.Network;
import io.minibatch.secondorder.Minimizer;
import io.minibatch.train.TrainingOptions;
import org.jspecify.annotations.Nullable;

/**
 * A training that is ready to be carried out.
 *
 * @param initial the network before its training
 * @param minimizer what works on all training images at once, null for mini-batches
 */
public record Training(
        Split split,
        Network initial,
        TrainingOptions options,
        @Nullable Minimizer minimizer) {}
