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
        description =
                "Finds eta, lambda and the mini-batch size as the chapter does it: on a part of the data first, then on all of it; says what it tries and why, and trains with what it found.")
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
