package io.minibatch.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Finds hyper-parameters. */
@Command(
        name = "tune",
        mixinStandardHelpOptions = true,
        description = "Finds hyper-parameters.",
        subcommands = {
            TuneGuidedCommand.class,
            TuneEtaCommand.class,
            TuneLambdaCommand.class,
            TuneBatchCommand.class,
            TuneSearchCommand.class
        })
final class TuneCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "no command is given; use guided, eta, lambda, batch or search");
    }
}
