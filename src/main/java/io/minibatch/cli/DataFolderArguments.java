package io.minibatch.cli;

import io.minibatch.spec.DataSpec;
import io.minibatch.spec.Setting;
import io.minibatch.spec.Settings;
import io.minibatch.spec.Trait;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The data, and the part of them for validation. */
final class DataFolderArguments {
    @Mixin
    private CommandSpec options = SettingOptions.of(Settings.with(Trait.PLACE));

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Returns the settings that say where the data are, with absolute paths. */
    Settings settings() {
        Settings place = SettingOptions.given(command.commandLine()).only(Trait.PLACE);
        for (Setting<Path> setting : List.of(DataSpec.DATA, DataSpec.VALIDATION_DATA)) {
            Path path = place.get(setting);
            if (path != null) {
                place = place.with(setting, path.toAbsolutePath());
            }
        }
        return place;
    }
}
