package io.minibatch.cli;

import io.minibatch.backend.Backend;
import io.minibatch.data.DigitImage;
import io.minibatch.model.ModelFile;
import io.minibatch.network.Answers;
import io.minibatch.network.Network;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a model about pictures. */
@Command(
        name = "predict",
        customSynopsis = "minibatch predict [OPTION...] MODEL IMAGE...",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = {
            "Prints the class of each picture and the output of every class.",
            "Pictures are made grey, inverted where the ground is light, cropped to the ink and centred as MNIST's are. "
                    + "With sigmoid outputs each number is the probability of its class alone, so they need not add to 1."
        })
final class PredictCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description =
                    "A .json model of this program or of network2.py, or a .safetensors with this program's metadata.")
    private Path model;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = "PNG or JPEG files.")
    private List<Path> images;

    @Mixin
    private BackendArguments device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Network network = ModelFile.read(model).network();
        int inputs = network.architecture().inputs();
        int side = (int) Math.round(Math.sqrt(inputs));
        if (side * side != inputs) {
            throw new ParameterException(
                    spec.commandLine(), model + ": takes " + inputs + " inputs, which is not a square picture");
        }
        byte[] pixels = new byte[images.size() * inputs];
        for (int i = 0; i < images.size(); i++) {
            System.arraycopy(DigitImage.read(images.get(i), side, side), 0, pixels, i * inputs, inputs);
        }
        try (Backend backend = device.open()) {
            print(
                    ModelAnswers.of(model, network, pixels, backend),
                    network.architecture().outputs());
        }
        return 0;
    }

    private void print(Answers answers, int classes) {
        for (int i = 0; i < images.size(); i++) {
            StringBuilder line = new StringBuilder(images.get(i) + ": " + answers.classes()[i] + "  (");
            for (int j = 0; j < classes; j++) {
                float output = answers.outputs()[i * classes + j];
                line.append(String.format(Locale.ROOT, "%s%d: %.3f", j == 0 ? "" : "  ", j, output));
            }
            System.out.println(line.append(")"));
        }
    }
}
