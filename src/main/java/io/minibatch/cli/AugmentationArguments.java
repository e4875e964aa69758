package io.minibatch.cli;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Augmentation.Affine;
import io.minibatch.data.AugmentationPreset;
import io.minibatch.data.Dataset;
import io.minibatch.spec.AugmentationSpec;
import io.minibatch.spec.Settings;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Augmentation options for commands that do not train. */
final class AugmentationArguments {
    @Mixin
    private CommandSpec options = SettingOptions.of(AugmentationSpec.TABLE);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private AugmentationSpec spec() {
        Settings settings = SettingOptions.given(command.commandLine());
        return SettingOptions.checked(command.commandLine(), settings::spec).augmentation();
    }

    /** Whether {@code --shifts} was given. */
    boolean shifts() {
        return spec().shifts();
    }

    /** Whether any other option was given. */
    boolean isGiven() {
        return spec().varies();
    }

    /** Returns the limits for images of a data set, Cireşan's where no option was given. */
    Augmentation of(Dataset data) {
        AugmentationSpec spec = spec();
        return SettingOptions.checked(command.commandLine(), () -> spec.of(data, AugmentationPreset.CIRESAN));
    }

    /** Returns one line that says what {@link #of} returned. */
    static String describe(Augmentation augmentation) {
        StringJoiner text = new StringJoiner(", ");
        Affine affine = augmentation.affine();
        add(text, "rotation ±%s°", affine.rotate());
        add(text, "shear ±%s°", affine.shear());
        add(text, "scale ±%s %%", 100 * affine.scale());
        add(text, "translation ±%s pixels", affine.translate());
        if (affine.shifts()) {
            text.add("one-pixel shifts");
        }
        if (augmentation.elastic().radius() > 0) {
            text.add("elastic σ " + augmentation.elastic().sigma() + ", α "
                    + augmentation.elastic().alpha());
        }
        if (!augmentation.gentle().classes().isEmpty()) {
            text.add("classes "
                    + augmentation.gentle().classes().stream()
                            .sorted()
                            .map(String::valueOf)
                            .collect(Collectors.joining(" and "))
                    + " half as far");
        }
        return text.length() == 0 ? "unchanged" : text.toString();
    }

    private static void add(StringJoiner text, String format, double limit) {
        if (limit > 0) {
            text.add(String.format(
                    Locale.ROOT,
                    format,
                    limit == Math.rint(limit) ? String.format(Locale.ROOT, "%.0f", limit) : limit));
        }
    }
}
