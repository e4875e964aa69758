package io.minibatch.cli;

import io.minibatch.model.Committee;
import io.minibatch.model.MemberFiles;
import io.minibatch.model.Model;
import io.minibatch.model.ModelException;
import io.minibatch.network.Variants;
import io.minibatch.report.SignificantDigits;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option of answers by variants of each image; its time and progress. */
final class VariantArguments {
    private static final double NANOSECONDS = 1e6;

    @Option(
            names = "--variants",
            paramLabel = "N",
            defaultValue = "0",
            description = "Random variants of each image to average the logits over, 0 to 10000 (default: "
                    + "${DEFAULT-VALUE}, the image itself). N variants take about N times as long.")
    private int count;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Returns the variants, null for none; throws where a model cannot have them. */
    @Nullable
    Variants of(MemberFiles files, Committee committee) {
        if (count == 0) {
            return null;
        }
        if (count < 0 || count > Variants.MAX) {
            throw new ParameterException(
                    command.commandLine(), "--variants " + count + ": must be 0 to " + Variants.MAX);
        }
        for (int i = 0; i < files.names().size(); i++) {
            requireAugmentation(files.names().get(i), committee.members().get(i));
        }
        return Variants.of(count);
    }

    private void requireAugmentation(String file, Model model) {
        if (model.schema().image() == null) {
            throw new ModelException(file + ": has no images for --variants " + count + "; leave --variants out");
        }
        if (model.augmentation() == null) {
            throw new ModelException(file + ": has no augmentation for --variants " + count
                    + ": the model was trained without, or by an earlier version; train it with --augment, or leave"
                    + " --variants out");
        }
    }

    /** Returns a line on the time, {@code 32 variants: 1.90 ms per image}. */
    static String time(Variants variants, long nanoseconds, int images) {
        return String.format(
                Locale.ROOT,
                "%d %s: %s ms per image",
                variants.count(),
                variants.count() == 1 ? "variant" : "variants",
                SignificantDigits.three(nanoseconds / NANOSECONDS / images));
    }

    /** A progress bar where there are variants and a terminal. */
    static final class VariantProgress implements DoubleConsumer, AutoCloseable {
        private final StatusLine status;
        private final Pace pace = new Pace();

        VariantProgress(@Nullable Variants variants) {
            status = StatusLine.open(variants != null && Terminal.isInteractive());
        }

        @Override
        public void accept(double fraction) {
            status.show(new Progress("Variants", fraction, List.of(), pace.secondsLeft(fraction)));
        }

        @Override
        public void close() {
            status.close();
        }
    }
}
