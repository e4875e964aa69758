package io.minibatch.cli;

import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import io.minibatch.data.Split;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags that choose the data. */
final class DataArguments {
    @Mixin
    private DataFolderArguments place;

    @Option(
            names = "--classes",
            paramLabel = "C,C,...",
            hideParamSyntax = true,
            split = ",",
            description = "Keep only these classes, for example 0,1.")
    private List<Integer> classes = List.of();

    @Option(names = "--train-size", paramLabel = "N", description = "Keep only the first N training images.")
    private @Nullable Integer trainingSize;

    @Option(names = "--validation-size", paramLabel = "N", description = "Keep only the first N validation images.")
    private @Nullable Integer validationSize;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    DataFolderArguments place() {
        return place;
    }

    Split load() {
        return DataLoader.standard().load(options(), new ConsoleNotices());
    }

    /** Returns what is to be loaded. */
    DataOptions options() {
        try {
            return new DataOptions(
                    place.folder(),
                    place.offline(),
                    classes,
                    atLeastOne("--train-size", trainingSize),
                    atLeastOne("--validation-size", validationSize));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private static int atLeastOne(String flag, @Nullable Integer size) {
        if (size != null && size < 1) {
            throw new IllegalArgumentException(flag + " must be at least 1, not " + size);
        }
        return size == null ? 0 : size;
    }
}
