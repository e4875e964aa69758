package io.minibatch.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the data are. */
final class DataFolderArguments {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with the four IDX files of MNIST or a set of that form, plain or .gz. "
                    + "Else $MINIBATCH_DATA, the cache, a download, and at last digits that the program draws.")
    private @Nullable Path folder;

    @Option(names = "--offline", description = "Do not use the network.")
    private boolean offline;

    @Nullable
    Path folder() {
        return folder;
    }

    boolean offline() {
        return offline;
    }
}
