package io.minibatch.train;

import io.minibatch.network.Network;
import org.jspecify.annotations.Nullable;

/**
 * The result of a run.
 *
 * @param network the best or the last, as {@link Keep} says
 * @param last as the last step left it; {@code network} where training diverged
 * @param kept what was measured of {@code network}, null if nothing was
 */
public record TrainingResult(
        Network network, Network last, @Nullable Measurement kept, History history, StopReason reason) {}
