package io.minibatch.cli;

import io.minibatch.report.Png;
import io.minibatch.tune.BatchRace;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Suggests a mini-batch size. */
@Command(
        name = "batch",
        customSynopsis = "minibatch tune batch [OPTION...]",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Suggests a mini-batch size.",
            "The suggestion is the size that reaches a validation accuracy first, in wall-clock time on this machine."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  minibatch tune batch", "  minibatch tune batch --to 0.96 --set layers=784,100,10"})
final class TuneBatchCommand implements Callable<Integer> {
    @Option(
            names = "--to",
            paramLabel = "X",
            description = "Validation accuracy to reach, as 0.96 (default: the accuracy of mini-batches of 10 after "
                    + "two epochs).")
    private @Nullable Double accuracy;

    @Mixin
    private TuneArguments tune;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (accuracy != null && !(accuracy > 0 && accuracy <= 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--to must be an accuracy above 0 and up to 1, as 0.96, not " + accuracy);
        }
        return tune.carryOutByAccuracy(study -> {
            BatchRace race = new BatchRace(study);
            race.run(accuracy);
            Path picture = tune.out().resolve("batch.png");
            Png.write(picture, race.chart().draw());
            study.log().accept("Saved in " + picture);
        });
    }
}
