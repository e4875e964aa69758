package io.minibatch.train;

/**
 * Everything that a run depends on besides the data and the network it starts from.
 *
 * @param seed decides the order of the examples
 */
public record TrainingOptions(Hyperparameters hyperparameters, Monitoring monitoring, long seed) {
    public TrainingOptions {
        boolean accuracyPerEpoch =
                monitoring.everyExamples() == 0 && monitoring.monitors().contains(Monitor.EVALUATION_ACCURACY);
        if (hyperparameters.needsAccuracy() && !accuracyPerEpoch) {
            throw new IllegalArgumentException(
                    "monitor must include evaluation-accuracy, once an epoch, for a rule that"
                            + " stops early or lowers the learning rate by it");
        }
    }
}
