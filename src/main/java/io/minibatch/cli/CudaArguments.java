package io.minibatch.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The folders of CUDA's libraries. */
final class CudaArguments {
    @Option(
            names = "--cuda-libs",
            paramLabel = "DIR",
            description =
                    "Folder with cuBLAS, of a CUDA toolkit, or of Python's packages (site-packages); cuBLAS is then looked "
                            + "for there alone. May be given several times.")
    private List<Path> libraries = List.of();

    List<Path> libraries() {
        return libraries;
    }
}
