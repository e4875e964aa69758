package io.minibatch.cli;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Inputs;
import io.minibatch.io.Outputs;
import io.minibatch.model.Model;
import io.minibatch.model.ModelAnswers;
import io.minibatch.model.ModelFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes a model in another format. */
@Command(
        name = "export",
        customSynopsis = "minibatch export MODEL FILE",
        mixinStandardHelpOptions = true,
        description =
                "Writes a model in the format of FILE's extension: .json (network2.py), .safetensors (PyTorch's layout) or "
                        + ".onnx (any batch size; the input is pixels from 0 to 1, or features, not standardized).")
final class ExportCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "MODEL", description = "A .json or .safetensors model.")
    private Path model;

    @Parameters(
            index = "1",
            paramLabel = "FILE",
            description = "File to write; may exist only if it is a model, and not MODEL.")
    private Path file;

    @Override
    public Integer call() {
        Model content = ModelFile.read(model);
        Outputs.requireFile(file, "a model", ModelFile::isModel, List.of(model));
        requireFinite(content);
        ModelFile.write(file, content);
        System.out.println("Wrote " + file);
        return 0;
    }

    /** Runs the model over a black and a white image, so that nobody is given one that computes NaN. */
    private void requireFinite(Model content) {
        int inputs = content.network().architecture().inputs();
        byte[] blackAndWhite = new byte[2 * inputs];
        Arrays.fill(blackAndWhite, inputs, 2 * inputs, (byte) 255);
        BackendOptions plain = BackendOptions.withThreads(1).withGemm("ejml");
        try (Backend backend = Backends.open("cpu", plain).backend();
                ModelAnswers answers = new ModelAnswers(model, content, backend)) {
            answers.of(new Inputs.Bytes(blackAndWhite, inputs));
        }
    }
}
