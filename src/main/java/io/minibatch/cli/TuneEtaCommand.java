package io.minibatch.cli;

import io.minibatch.tune.LearningRateSearch;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Suggests a learning rate. */
@Command(
        name = "eta",
        customSynopsis = "minibatch tune eta [OPTION...]",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Suggests a learning rate: half of the largest at which the cost on the training examples decreases in the first epochs.")
final class TuneEtaCommand implements Callable<Integer> {
    @Mixin
    private TuneArguments tune;

    @Override
    public Integer call() {
        return tune.carryOut(study -> new LearningRateSearch(study).run());
    }
}
