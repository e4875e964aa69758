package io.minibatch.cli;

import io.minibatch.data.DataException;
import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import io.minibatch.data.Notices;
import io.minibatch.data.Split;
import io.minibatch.network.Network;
import io.minibatch.train.TrainingOptions;
import io.minibatch.trial.Training;
import io.minibatch.trial.Trial;
import io.minibatch.trial.TrialException;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** Understands the settings of an experiment as the flags of {@code train} that they are. */
final class TrialFlags implements Training.Preparation {
    @Serial
    private static final long serialVersionUID = 1;

    private final ArrayList<String> place = new ArrayList<>();
    private final transient Map<DataOptions, Split> loaded = new ConcurrentHashMap<>();

    private TrialFlags(List<String> place) {
        this.place.addAll(place);
    }

    TrialFlags(DataFolderArguments data) {
        this(List.of());
        if (data.folder() != null) {
            place.add("--data=" + data.folder().toAbsolutePath());
        }
        if (data.offline()) {
            place.add("--offline");
        }
    }

    /** On another machine nothing is loaded yet. */
    @Serial
    private Object readResolve() {
        return new TrialFlags(place);
    }

    /** What of {@code train} decides what a network learns. */
    @Command
    private static final class Flags {
        @Mixin
        private NetworkArguments network;

        @Mixin
        private TrainingArguments training;

        @Mixin
        private DataArguments data;
    }

    /** Whether {@code --name} is a flag of a trial. */
    static boolean isKnown(String name) {
        return new CommandLine(new Flags()).getCommandSpec().optionsMap().containsKey(name);
    }

    @Override
    public Training prepare(Trial trial) {
        Flags flags = new Flags();
        List<String> arguments = new ArrayList<>(place);
        arguments.addAll(trial.flags());
        try {
            CommandLine.ParseResult given = new CommandLine(flags).parseArgs(arguments.toArray(String[]::new));
            Split split = loaded.computeIfAbsent(
                    flags.data.options(), options -> DataLoader.standard().load(options, Notices.SILENT));
            Network initial = flags.network.initialNetwork(split.training(), flags.training.seed());
            TrainingOptions options = flags.training.options(initial.architecture(), split.training());
            flags.training.requireFit(given, initial.architecture());
            return new Training(split, initial, options, flags.training.minimizer());
        } catch (ParameterException | IllegalArgumentException | DataException wrong) {
            throw new TrialException(trial.label(), String.valueOf(wrong.getMessage()));
        }
    }
}
