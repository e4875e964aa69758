package io.minibatch.cli;

import io.minibatch.tune.RegularizationSearch;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Suggests a lambda. */
@Command(
        name = "lambda",
        customSynopsis = "minibatch tune lambda [OPTION...]",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Suggests a lambda for L2 regularization.",
            "Candidates are compared by validation accuracy: first powers of ten, then finer steps."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  minibatch tune lambda", "  minibatch tune lambda --set layers=784,100,10 --set epochs=10"})
final class TuneLambdaCommand implements Callable<Integer> {
    @Mixin
    private TuneArguments tune;

    @Override
    public Integer call() {
        return tune.carryOutByAccuracy(study -> new RegularizationSearch(study).run());
    }
}
