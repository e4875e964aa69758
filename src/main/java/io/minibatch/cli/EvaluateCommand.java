package io.minibatch.cli;

import io.minibatch.backend.Backend;
import io.minibatch.data.Dataset;
import io.minibatch.data.Split;
import io.minibatch.model.Model;
import io.minibatch.model.ModelFile;
import io.minibatch.network.Answers;
import io.minibatch.report.ConfusionMatrix;
import io.minibatch.report.Gallery;
import io.minibatch.report.Png;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures a model on images that it was not trained on. */
@Command(
        name = "evaluate",
        customSynopsis = "minibatch evaluate [OPTION...] MODEL",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Prints a model's accuracy, confusion matrix, precision and recall, " + "and draws its worst mistakes.")
final class EvaluateCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(EvaluateCommand.class);
    private static final int MISTAKES = 100;

    /** Which part of the data. */
    enum Part {
        TRAINING,
        VALIDATION,
        TEST
    }

    @Parameters(
            paramLabel = "MODEL",
            description =
                    "A .json model of this program or of network2.py, or a .safetensors with this program's metadata.")
    private Path model;

    @Option(
            names = "--on",
            paramLabel = "PART",
            defaultValue = "test",
            description = "test, validation or training images (default: ${DEFAULT-VALUE}).")
    private Part part;

    @Option(
            names = "--gallery",
            paramLabel = "FILE",
            description =
                    "PNG of the worst mistakes; may exist only if this program drew it (default: mistakes.png beside the model).")
    private @Nullable Path gallery;

    @Mixin
    private DataArguments data;

    @Mixin
    private BackendArguments device;

    @Override
    public Integer call() {
        Path file = gallery == null ? model.resolveSibling("mistakes.png") : gallery;
        if (gallery != null) {
            Png.requireReplaceable(file);
        }
        Model known = ModelFile.read(model);
        Split split = data.load();
        Dataset images = known.aligned(
                switch (part) {
                    case TRAINING -> split.training();
                    case VALIDATION -> split.validation();
                    case TEST -> split.held();
                });
        Answers answers;
        try (Backend backend = device.open()) {
            answers = ModelAnswers.of(
                    model, known.network(), known.matched(images).images(), backend);
        }
        int[] actual = IntStream.range(0, images.size()).map(images::label).toArray();
        ConfusionMatrix matrix = ConfusionMatrix.of(actual, answers.classes(), images.outputNames());
        System.out.println(images.size() + " images, " + images.name());
        System.out.println(matrix.table());
        List<Gallery.Mistake> worst = Gallery.worst(images, answers, MISTAKES);
        try {
            Png.requireReplaceable(file);
            Png.write(file, Gallery.draw(images, worst));
            System.out.println("The worst mistakes are drawn in " + file);
        } catch (UncheckedIOException unwritable) {
            if (gallery != null) {
                throw unwritable;
            }
            LOG.warn("The worst mistakes are not drawn: {}; name a file by --gallery", unwritable.getMessage());
        }
        return 0;
    }
}
