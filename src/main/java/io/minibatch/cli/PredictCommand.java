package io.minibatch.cli;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Inputs;
import io.minibatch.data.DataException;
import io.minibatch.data.UnlabelledFile;
import io.minibatch.io.MinibatchException;
import io.minibatch.io.Reason;
import io.minibatch.model.Committee;
import io.minibatch.model.CommitteePredictions;
import io.minibatch.model.CommitteePredictor;
import io.minibatch.model.MemberFiles;
import io.minibatch.model.ModelException;
import io.minibatch.network.Predictions;
import io.minibatch.network.Variants;
import io.minibatch.report.PredictionLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Predicts pictures and rows of numbers. */
@Command(
        name = "predict",
        customSynopsis = "minibatch predict [OPTION...] MODEL INPUT...",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = {
            "Predicts the class of pictures and rows, or the numbers of a regression.",
            "A picture of the model's size is used unchanged. Other pictures are rotated by their EXIF "
                    + "orientation, converted to grey, inverted if the background is light, cropped and centred like "
                    + "MNIST's digits.",
            "A CSV file has one example in each row. With a header, columns are matched by name and others are "
                    + "ignored; without one, every column is a feature.",
            "Sigmoid outputs are separate probabilities, so they need not add up to 1.",
            "A committee prints its combined answer and the number of members that agree; with --json also "
                    + "their disagreement (Jensen-Shannon divergence in bits, or standard deviation of numbers)."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  minibatch predict runs/1 digit.png", "  minibatch predict runs/1 rows.csv --json"})
final class PredictCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(PredictCommand.class);
    private static final Path STANDARD_INPUT = Path.of("-");

    private static final String TAKEN_LIGHT =
            ": has a light border and is taken as it is; if the training images have dark "
                    + "borders, as MNIST's have, invert it, else give --as-is";

    @Mixin
    private ModelArguments model;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "INPUT",
            description = "PNG, JPEG, GIF, BMP or CSV files, or - for standard input.")
    private List<Path> inputs;

    @Option(
            names = "--as-is",
            description = "Use pictures unchanged, as the training data; they must have the model's size.")
    private boolean asIs;

    @Option(names = "--json", description = "Print a JSON object for each picture or row.")
    private boolean json;

    @Mixin
    private VariantArguments variants;

    @Mixin
    private BackendArguments device;

    @Override
    public Integer call() {
        MemberFiles files = model.files();
        Committee known = files.load();
        UnlabelledFile reader = new UnlabelledFile(known.schema(), known.inputs(), asIs);
        Variants varied = variants.of(files, known);
        boolean failed = false;
        try (Backend backend = varied == null ? device.openFor(multiplications(known)) : device.open();
                VariantArguments.VariantProgress progress = new VariantArguments.VariantProgress(varied);
                CommitteePredictor answers = new CommitteePredictor(files.names(), known, backend, varied, progress)) {
            for (Path input : inputs) {
                try {
                    UnlabelledFile.Examples examples = read(reader, input);
                    if (examples.light()) {
                        LOG.warn("{}{}", input, TAKEN_LIGHT);
                    }
                    print(
                            known,
                            input.toString(),
                            examples.rows(),
                            answered(answers, input, examples.inputs(), varied));
                } catch (ModelException broken) {
                    throw broken;
                } catch (MinibatchException unreadable) {
                    Minibatch.complain(FailureMessage.of(unreadable));
                    failed = true;
                }
            }
        }
        return failed ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    /** Returns an upper limit, by the sizes of the files: a number of a CSV file has two characters or more. */
    private double multiplications(Committee known) {
        double each = known.members().stream()
                .mapToDouble(member -> member.network().architecture().parameterCount())
                .sum();
        return inputs.stream()
                .mapToDouble(input -> each * Math.max(1, size(input) / (2 * known.inputs())))
                .sum();
    }

    /** Returns a file's bytes; infinity if unknown. */
    private static double size(Path input) {
        try {
            return input.equals(STANDARD_INPUT) ? Double.POSITIVE_INFINITY : Files.size(input);
        } catch (IOException unreadable) {
            return Double.POSITIVE_INFINITY; // Reading it says why.
        }
    }

    private static UnlabelledFile.Examples read(UnlabelledFile reader, Path input) {
        if (!input.equals(STANDARD_INPUT)) {
            return reader.read(input);
        }
        try {
            return reader.read("standard input", System.in.readAllBytes());
        } catch (IOException failure) {
            throw new DataException("standard input cannot be read: " + Reason.of(failure));
        }
    }

    private static CommitteePredictions answered(
            CommitteePredictor answers, Path input, Inputs inputs, @Nullable Variants varied) {
        if (varied == null) {
            return answers.predict(inputs);
        }
        if (!(inputs instanceof Inputs.Bytes)) {
            throw new DataException(input + ": --variants is for images, whose pixels are bytes, not for numbers");
        }
        long start = System.nanoTime();
        CommitteePredictions answered = answers.predict(inputs);
        LOG.info("{}", VariantArguments.time(varied, System.nanoTime() - start, inputs.size()));
        return answered;
    }

    private void print(Committee known, String input, boolean rows, CommitteePredictions joint) {
        int width = known.schema().outputs().size();
        Predictions answers = joint.combined();
        for (int i = 0; i < answers.classes().length; i++) {
            PredictionLine line = new PredictionLine(
                    known.schema(),
                    new PredictionLine.Example(input, rows ? i + 1 : 0),
                    Arrays.copyOfRange(answers.outputs(), i * width, (i + 1) * width),
                    answers.classes()[i],
                    joint.agreement(i));
            System.out.println(json ? line.json() : line.text());
        }
    }
}
