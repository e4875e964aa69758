package io.minibatch.cli;

import io.minibatch.backend.Backend;
import io.minibatch.data.DataException;
import io.minibatch.data.Dataset;
import io.minibatch.data.Split;
import io.minibatch.data.Standardization;
import io.minibatch.model.Committee;
import io.minibatch.model.CommitteePredictions;
import io.minibatch.model.CommitteePredictor;
import io.minibatch.model.MemberFiles;
import io.minibatch.network.Predictions;
import io.minibatch.network.Variants;
import io.minibatch.report.CommitteeReport;
import io.minibatch.report.Gallery;
import io.minibatch.report.Png;
import io.minibatch.report.ScoreTable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures a model on examples that it was not trained on. */
@Command(
        name = "evaluate",
        customSynopsis = "minibatch evaluate [OPTION...] MODEL",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures a model on the data of its run, MNIST by default, or on other data.",
            "Classification prints accuracy, confusion matrix, precision and recall, and draws the worst "
                    + "mistakes. Several labels at once have the scores of each; a regression has errors and R².",
            "Classes, columns and features of the data are matched with the model's by name.",
            "A committee also has the score of each member, the examples that all get wrong, and two more "
                    + "pictures: wrong-for-all.png and disagreement.png."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  minibatch evaluate runs/1",
            "  minibatch evaluate runs/1 --part validation",
            "  minibatch evaluate runs/1 --with runs/2 --combine votes"
        })
final class EvaluateCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(EvaluateCommand.class);
    /** Maximum number of images in a picture. */
    private static final int MOST = 100;

    private static final String DISAGREEMENT = "disagreement.png";
    private static final String WRONG_FOR_ALL = "wrong-for-all.png";

    private static final String NO_TEST = " (no test part; examples that the model was trained on may be among them)";

    /** A part of the data. */
    enum Part {
        TRAINING,
        VALIDATION,
        TEST
    }

    @Mixin
    private ModelArguments model;

    @Option(
            names = "--part",
            paramLabel = "PART",
            defaultValue = "test",
            description = "Part of the data: test, validation or training (default: ${DEFAULT-VALUE}; the validation "
                    + "part or all data where there is no test part).")
    private Part part;

    /** The earlier name of {@code --part}. */
    @Option(names = "--on", paramLabel = "PART", hidden = true)
    private @Nullable Part earlierPart;

    @Option(
            names = "--gallery",
            paramLabel = "FILE",
            description = "PNG file for the worst mistakes (default: mistakes.png beside the model).")
    private @Nullable Path gallery;

    @Mixin
    private DataArguments data;

    @Mixin
    private VariantArguments variants;

    @Mixin
    private BackendArguments device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        part = earlierPart == null ? part : earlierPart;
        if (gallery != null) {
            Png.requireReplaceable(gallery);
        }
        MemberFiles files = model.files();
        if (!files.isModel()) {
            requireOwnName();
        }
        Committee known = files.load();
        Path run = data.areDefault() ? RecordedData.runOf(files.members().get(0)) : null;
        Split split = run == null
                ? data.loadFor(known.schema())
                : RecordedData.split(run, new ConsoleNotices(), "; name the data by --data");
        Dataset part = part(split, run != null);
        Dataset examples = known.aligned(part);
        if (gallery != null && !(examples.hasImages() && examples.hasLabels())) {
            throw new ParameterException(
                    spec.commandLine(), "--gallery: " + examples.name() + " has no images with classes to draw");
        }
        Variants varied = variants.of(files, known);
        long start = System.nanoTime();
        CommitteePredictions joint = answers(files, known, split, examples, varied);
        long time = System.nanoTime() - start;
        Predictions answers = joint.combined();
        System.out.println(examples.size()
                + (examples.schema().image() == null ? " examples, " : " images, ")
                + examples.name()
                + (part == split.test() || this.part != Part.TEST || run != null ? "" : NO_TEST));
        System.out.println(ScoreTable.of(examples, answers));
        if (varied != null) {
            System.out.println(VariantArguments.time(varied, time, examples.size()));
        }
        CommitteeReport members = new CommitteeReport(files.names(), examples, joint);
        if (!files.isModel()) {
            System.out.println(members.text());
        }
        if (examples.hasImages() && examples.hasLabels()) {
            Path mistakes = gallery == null ? files.file().resolveSibling("mistakes.png") : gallery;
            draw(
                    "The worst mistakes are",
                    mistakes,
                    file -> Png.write(file, Gallery.draw(examples, Gallery.worst(examples, answers, MOST))));
            if (!files.isModel()) {
                draw(
                        "The images on which the members disagree most are",
                        mistakes.resolveSibling(DISAGREEMENT),
                        file -> Png.write(file, members.drawDisagreement(MOST)));
                draw(
                        "The images that every member gets wrong are",
                        mistakes.resolveSibling(WRONG_FOR_ALL),
                        file -> Png.write(file, members.drawWrongForAll(MOST)));
            }
        }
        return 0;
    }

    private void requireOwnName() {
        String name = gallery == null ? "" : String.valueOf(gallery.getFileName());
        if (name.equals(DISAGREEMENT) || name.equals(WRONG_FOR_ALL)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--gallery: another picture beside it will be named " + name + "; choose another name");
        }
    }

    /** Returns the part that is asked for; where there is no test part, the validation part of the run's, or all. */
    private Dataset part(Split split, boolean ofItsRun) {
        return switch (part) {
            case TRAINING -> split.training();
            case VALIDATION -> split.validation();
            case TEST ->
                ofItsRun
                        ? split.testOrValidation()
                        : Objects.requireNonNullElseGet(split.whole(), split::testOrValidation);
        };
    }

    private CommitteePredictions answers(
            MemberFiles files, Committee known, Split split, Dataset examples, @Nullable Variants varied) {
        Standardization applied = split.standardization();
        if (applied != null && !known.isStandardizedBy(applied)) {
            throw new DataException(
                    "standardize",
                    ": the model was trained on data standardized otherwise; leave the setting out, the model"
                            + " standardizes data itself");
        }
        try (Backend backend = device.open();
                VariantArguments.VariantProgress progress = new VariantArguments.VariantProgress(varied);
                CommitteePredictor network = new CommitteePredictor(files.names(), known, backend, varied, progress)) {
            return network.predict(examples.examples().inputs(), applied);
        }
    }

    private void draw(String what, Path file, Consumer<Path> drawing) {
        try {
            Png.requireReplaceable(file);
            drawing.accept(file);
            System.out.println(what + " drawn in " + file);
        } catch (UncheckedIOException unwritable) {
            if (gallery != null) {
                throw unwritable;
            }
            LOG.warn("{} not drawn: {}; name a file by --gallery", what, unwritable.getMessage());
        }
    }
}
