package io.minibatch.cli;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Backend;
import io.minibatch.data.Copies;
import io.minibatch.data.Dataset;
import io.minibatch.data.OnePixelShifts;
import io.minibatch.data.Variants;
import io.minibatch.report.Png;
import io.minibatch.report.VariantSheet;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Draws originals beside their variants. */
@Command(
        name = "show",
        customSynopsis = "minibatch data show [OPTION...]",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Draws random variants of images.",
            "The picture has the first training image of each class beside its variants (default: --augment ciresan)."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  minibatch data show", "  minibatch data show --rotate 20 --translate 2 --out rotated.png"})
final class DataShowCommand implements Callable<Integer> {
    private static final int MOST_VARIANTS = 30;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "variants.png",
            description = "PNG file to write (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Mixin
    private AugmentationArguments augmentation;

    @Option(
            names = "--copies",
            paramLabel = "N",
            defaultValue = "10",
            description = "Variants of each image, 1 to 30 (default: ${DEFAULT-VALUE}; 4 with --shifts).")
    private int copies;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the variants (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private DataArguments data;

    @Mixin
    private BackendArguments device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Png.requireReplaceable(out);
        try {
            if (copies < 1 || copies > MOST_VARIANTS) {
                throw new IllegalArgumentException(
                        "--copies must be 1 to " + MOST_VARIANTS + " for a picture, not " + copies);
            }
            boolean shifts = augmentation.shifts();
            Dataset originals = oneOfEachClass(data.load().training());
            if (shifts) {
                draw(originals, new OnePixelShifts(originals), "one pixel up, down, left, right");
            } else {
                Augmentation variation = augmentation.of(originals);
                try (Backend backend = device.open();
                        Variants variants = new Variants(backend, originals, variation, copies, seed)) {
                    draw(originals, variants, AugmentationArguments.describe(variation));
                }
            }
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
        System.out.println("Drawn in " + out);
        return 0;
    }

    private void draw(Dataset originals, Copies variants, String how) {
        Png.write(out, VariantSheet.draw(originals, variants, originals.name() + ": " + how));
    }

    private static Dataset oneOfEachClass(Dataset all) {
        int[] first = IntStream.range(0, all.outputs())
                .map(label -> IntStream.range(0, all.size())
                        .filter(i -> all.label(i) == label)
                        .findFirst()
                        .orElse(-1))
                .filter(i -> i >= 0)
                .toArray();
        byte[] images = new byte[first.length * all.features()];
        byte[] labels = new byte[first.length];
        for (int i = 0; i < first.length; i++) {
            System.arraycopy(all.images(), first[i] * all.features(), images, i * all.features(), all.features());
            labels[i] = all.labels()[first[i]];
        }
        return new Dataset(all.name(), all.rows(), all.columns(), all.outputNames(), images, labels);
    }
}
