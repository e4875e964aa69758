package io.minibatch.cli;

import io.minibatch.model.ModelFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes a model in another format. */
@Command(
        name = "export",
        customSynopsis = "minibatch export MODEL FILE",
        mixinStandardHelpOptions = true,
        description =
                "Writes a model in the format that the end of FILE's name says: .json (of network2.py), .safetensors "
                        + "(PyTorch's layout) or .onnx (pixels from 0 to 1, any batch).")
final class ExportCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL", description = "A .json or .safetensors model.")
    private Path model;

    @Parameters(index = "1", paramLabel = "FILE", description = "What to write.")
    private Path file;

    @Override
    public Integer call() {
        ModelFile.write(file, ModelFile.read(model));
        System.out.println("Wrote " + file);
        return 0;
    }
}
