package io.minibatch.cli;

import io.minibatch.data.DataLoader;
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
    private CommandSpec options = SettingOptions.of(DataSpec.TABLE);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Returns the folder of the data, null where the option was not given. */
    @Nullable
    Path folder() {
        return options.findOption("--data").getValue();
    }

    Split load() {
        Settings settings = SettingOptions.given(command.commandLine());
        DataSpec data =
                SettingOptions.checked(command.commandLine(), settings::spec).data();
        return DataLoader.standard().load(data.options(), new ConsoleNotices());
    }
}
