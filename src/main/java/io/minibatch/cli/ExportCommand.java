package io.minibatch.cli;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Inputs;
import io.minibatch.io.Outputs;
import io.minibatch.model.Committee;
import io.minibatch.model.CommitteePredictor;
import io.minibatch.model.MemberFiles;
import io.minibatch.model.ModelFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes a model in another format. */
@Command(
        name = "export",
        customSynopsis = "minibatch export [OPTION...] MODEL FILE",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes a model to another file format.",
            "The extension of FILE is the format: .json (network2.py), .safetensors (PyTorch's layout) or "
                    + ".onnx. The inputs of an ONNX model are pixels from 0 to 1, or features that are not "
                    + "standardized, in any batch size. A committee becomes one .onnx graph."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  minibatch export runs/1 model.onnx", "  minibatch export runs/1 model.safetensors"})
final class ExportCommand implements Callable<Integer> {
    @Mixin
    private ModelArguments model;

    @Parameters(
            index = "1",
            paramLabel = "FILE",
            description = "File to write. Only a model file is overwritten, and never MODEL.")
    private Path file;

    @Override
    public Integer call() {
        MemberFiles files = model.files();
        Committee content = files.load();
        Outputs.requireFile(file, "a model", ModelFile::isModel, files.members());
        requireFinite(files, content);
        ModelFile.write(file, content);
        System.out.println("Wrote " + file);
        return 0;
    }

    /** Runs the models over a black and a white image, so that nobody is given one that computes NaN. */
    private static void requireFinite(MemberFiles files, Committee content) {
        int inputs = content.inputs();
        byte[] blackAndWhite = new byte[2 * inputs];
        Arrays.fill(blackAndWhite, inputs, 2 * inputs, (byte) 255);
        BackendOptions plain = BackendOptions.withThreads(1).withGemm("ejml");
        try (Backend backend = Backends.open("cpu", plain).backend();
                CommitteePredictor answers = new CommitteePredictor(files.names(), content, backend)) {
            answers.predict(new Inputs.Bytes(blackAndWhite, inputs));
        }
    }
}
