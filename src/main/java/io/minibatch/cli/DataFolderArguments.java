package io.minibatch.cli;

import io.minibatch.spec.DataSpec;
import io.minibatch.spec.Settings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** Where the data are. */
final class DataFolderArguments {
    @Mixin
    private CommandSpec options = SettingOptions.of(List.of(DataSpec.DATA, DataSpec.OFFLINE));

    @Nullable
    Path folder() {
        return options.findOption("--data").getValue();
    }

    boolean offline() {
        return Boolean.TRUE.equals(options.findOption("--offline").getValue());
    }

    /** Returns the settings that say where the data are, with an absolute path. */
    Settings settings() {
        Path folder = folder();
        Settings place = folder == null ? Settings.NONE : Settings.NONE.with(DataSpec.DATA, folder.toAbsolutePath());
        return offline() ? place.with(DataSpec.OFFLINE, true) : place;
    }
}
