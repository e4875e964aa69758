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
        description = {
            "Suggests a learning rate.",
            "The suggestion is half of the largest learning rate at which the training cost decreases in the "
                    + "first epochs."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  minibatch tune eta", "  minibatch tune eta --set layers=784,100,10 --set activations=relu,softmax"
        })
final class TuneEtaCommand implements Callable<Integer> {
    @Mixin
    private TuneArguments tune;

    @Override
    public Integer call() {
        return tune.carryOut(study -> new LearningRateSearch(study).run());
    }
}
