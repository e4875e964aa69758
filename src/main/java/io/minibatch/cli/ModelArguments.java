package io.minibatch.cli;

import io.minibatch.model.Combination;
import io.minibatch.model.CommitteeFile;
import io.minibatch.model.MemberFiles;
import io.minibatch.model.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The argument MODEL, and the options that make a committee of several models. */
final class ModelArguments {
    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description =
                    "Folder of a run or committee, or a model file: JSON, such as network2.py writes, or safetensors "
                            + "of this program.")
    private Path model;

    @Option(
            names = "--with",
            paramLabel = "MODEL",
            description = "Another model, which joins MODEL in a committee; repeatable.")
    private List<Path> others = List.of();

    @Option(
            names = "--combine",
            paramLabel = "NAME",
            description = "Combination of a committee: mean (of outputs), log-mean (of logits) or votes (default: "
                    + "that of committee.json, else mean).")
    private @Nullable String combination;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Returns the files of the models with their combination. */
    MemberFiles files() {
        requireTrained(model);
        MemberFiles files = MemberFiles.of(model);
        for (Path other : others) {
            requireTrained(other);
            files = files.with(other);
        }
        if (combination == null) {
            return files;
        }
        if (files.isModel()) {
            throw refused("needs several models; add another by --with MODEL");
        }
        try {
            return files.combinedBy(Combination.of(combination));
        } catch (IllegalArgumentException unknown) {
            throw refused(String.valueOf(unknown.getMessage()));
        }
    }

    private static void requireTrained(Path path) {
        if (Members.areIn(path) && !Files.exists(path.resolve(CommitteeFile.NAME))) {
            throw new ModelException(path + ": none of its networks is fully trained; resume them by '"
                    + TrainCommand.resumingCommand(path) + "', or name the model file of one");
        }
    }

    private ParameterException refused(String reason) {
        return new ParameterException(command.commandLine(), "--combine: " + reason);
    }
}
