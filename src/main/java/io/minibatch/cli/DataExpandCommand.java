package io.minibatch.cli;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Backend;
import io.minibatch.data.Copies;
import io.minibatch.data.Dataset;
import io.minibatch.data.ExpandedFolder;
import io.minibatch.data.OnePixelShifts;
import io.minibatch.data.Split;
import io.minibatch.data.Variants;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes a larger training set. */
@Command(
        name = "expand",
        customSynopsis = "minibatch data expand [OPTION...] --out DIR",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes a training set with varied copies of its images.",
            "The folder has the originals and the copies; --data loads it. Validation and test images stay "
                    + "unchanged. A copy is an image that training with the same --seed and augmentation has in an epoch."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  minibatch data expand --shifts --out shifted",
            "  minibatch data expand --augment ciresan --copies 9 --out varied"
        })
final class DataExpandCommand implements Callable<Integer> {
    private static final int SHIFTS = 4;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Folder to write; new, empty, or written by the same command before.")
    private Path out;

    @Mixin
    private AugmentationArguments augmentation;

    @Option(
            names = "--copies",
            paramLabel = "N",
            description = "Varied copies of each image beside the original, at least 1 (default: 4).")
    private @Nullable Integer copies;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the variants (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--plain", description = "Do not compress the files.")
    private boolean plain;

    @Mixin
    private DataArguments data;

    @Mixin
    private BackendArguments device;

    @Spec
    private CommandSpec spec;

    private volatile boolean stopped;

    @Override
    public Integer call() {
        try {
            check();
            ExpandedFolder.requireRoom(out);
            Split split = data.load();
            if (augmentation.shifts()) {
                return write(split, new OnePixelShifts(split.training()), "one-pixel shifts");
            }
            Augmentation variation = augmentation.of(split.training());
            try (Backend backend = device.open();
                    Variants variants = new Variants(
                            backend, split.training(), variation, copies == null ? SHIFTS : copies, seed)) {
                return write(split, variants, AugmentationArguments.describe(variation) + ", seed " + seed);
            }
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private void check() {
        if (augmentation.shifts() && copies != null) {
            throw new IllegalArgumentException("--copies does not go with --shifts, which makes " + SHIFTS);
        }
        if (!augmentation.shifts() && !augmentation.isGiven()) {
            throw new IllegalArgumentException(
                    "how should the copies differ? --shifts, --augment NAME or limits as --rotate 15");
        }
        if (copies != null && copies < 1) {
            throw new IllegalArgumentException("--copies must be at least 1, not " + copies);
        }
    }

    private int write(Split split, Copies made, String how) {
        Dataset training = split.training();
        int images = (1 + made.count()) * training.size();
        boolean written;
        try (Interruption interruption = Interruption.calls(() -> stopped = true);
                StatusLine status = StatusLine.open()) {
            AtomicLong all = new AtomicLong();
            Pace pace = new Pace();
            written = ExpandedFolder.write(out, split, made, how, !plain, done -> {
                if (stopped) {
                    throw new CancellationException();
                }
                double fraction = (double) all.addAndGet(done) / images;
                String detail = all + " of " + images + " images";
                status.show(new Progress("Expanding", fraction, List.of(detail), pace.secondsLeft(fraction)));
            });
        } catch (CancellationException asked) {
            System.out.println("Stopped as asked; nothing was written.");
            return Interruption.EXIT_CODE;
        }
        System.out.printf(
                Locale.ROOT,
                "%s %s: %d training images, the %d of %s and %d copies (%s), %d for validation%s%n",
                written ? "Saved in" : "Complete already in",
                out,
                images,
                training.size(),
                training.name(),
                made.count(),
                how,
                split.validation().size(),
                split.test() == null ? "" : ", " + split.test().size() + " to test");
        return 0;
    }
}
