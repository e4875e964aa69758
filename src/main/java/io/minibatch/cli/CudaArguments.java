package io.minibatch.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The folders of CUDA's libraries. */
final class CudaArguments {
    @Option(
            names = "--cuda-libs",
            paramLabel = "DIR",
            description = "Folder of cuBLAS, a CUDA toolkit or Python's site-packages, searched in place of the usual "
                    + "ones; repeatable.")
    private List<Path> libraries = List.of();

    List<Path> libraries() {
        return libraries;
    }
}
