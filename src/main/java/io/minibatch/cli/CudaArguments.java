package io.minibatch.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Where CUDA is. */
final class CudaArguments {
    @Option(
            names = "--cuda-libs",
            paramLabel = "DIR",
            description = "Folder with libcublas, for example of Python's nvidia wheels; may be given several times.")
    private List<Path> libraries = List.of();

    List<Path> libraries() {
        return libraries;
    }
}
