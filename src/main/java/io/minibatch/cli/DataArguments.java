package io.minibatch.cli;

import io.minibatch.data.DataListener;
import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import io.minibatch.data.Schema;
import io.minibatch.data.Split;
import io.minibatch.spec.DataSpec;
import io.minibatch.spec.Settings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The options that choose the data. */
final class DataArguments {
    @Mixin
    private CommandSpec table = SettingOptions.of(DataSpec.TABLE);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Returns the folder of the data, null without the option. */
    @Nullable
    Path folder() {
        return table.findOption("--data").getValue();
    }

    /** Returns the folder of the validation data, null without the option. */
    @Nullable
    Path validationFolder() {
        return table.findOption("--validation-data").getValue();
    }

    Split load() {
        return load(new ConsoleNotices());
    }

    Split load(DataListener notices) {
        return DataLoader.standard().load(options(), notices);
    }

    /** Returns whether none of the options is given. */
    boolean areDefault() {
        return table.options().stream()
                .noneMatch(option -> command.commandLine().getParseResult().hasMatchedOption(option.longestName()));
    }

    /** Loads data for a model's evaluation; its target columns are found by name. */
    Split loadFor(Schema model) {
        DataOptions given = options();
        return DataLoader.standard().load(given.with(given.format().of(model)), new ConsoleNotices());
    }

    private DataOptions options() {
        Settings settings = SettingOptions.given(command.commandLine());
        return SettingOptions.checked(command.commandLine(), settings::spec)
                .data()
                .options();
    }
}
