package io.minibatch.cli;

import io.minibatch.trial.Trial;
import io.minibatch.tune.GuidedSearch;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Finds hyper-parameters as the chapter does it by hand. */
@Command(
        name = "guided",
        customSynopsis = "minibatch tune guided [OPTION...]",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Finds eta, lambda and the mini-batch size step by step, as the chapter does.",
            "It starts with a part of the data, continues with all of it, explains each step, and trains a "
                    + "network with the settings found."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  minibatch tune guided", "  minibatch tune guided --set layers=784,100,10 --out tune/hundred"})
final class TuneGuidedCommand implements Callable<Integer> {
    @Mixin
    private TuneArguments tune;

    @Override
    public Integer call() {
        return tune.carryOutByAccuracy(study -> {
            GuidedSearch.Result result = new GuidedSearch(study).run();
            if (result != null) {
                Trial found = new Trial("the last", "tune", result.settings(), tune.seed());
                study.log().accept("Train with it: " + tune.command(found));
            }
        });
    }
}
