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
        description =
                "Suggests a lambda by the accuracy on the validation examples: from 1 by factors of ten, then finer.")
final class TuneLambdaCommand implements Callable<Integer> {
    @Mixin
    private TuneArguments tune;

    @Override
    public Integer call() {
        return tune.carryOutByAccuracy(study -> new RegularizationSearch(study).run());
    }
}
