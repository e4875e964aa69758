package io.minibatch.cli;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Augmentation.Affine;
import io.minibatch.backend.Augmentation.Elastic;
import io.minibatch.backend.Augmentation.Gentle;
import io.minibatch.backend.Augmentation.Range;
import io.minibatch.data.AugmentationPreset;
import io.minibatch.data.Dataset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say how images are varied: a preset, and limits that replace its own. */
final class AugmentationArguments {
    @Option(
            names = "--augment",
            paramLabel = "NAME",
            description =
                    "Vary the images at random within limits: simard-affine, simard-elastic or ciresan; the flags below replace single ones.")
    private @Nullable String preset;

    @Option(names = "--rotate", paramLabel = "DEGREES", description = "Turn by up to so much, for example 15.")
    private @Nullable Double rotate;

    @Option(names = "--shear", paramLabel = "DEGREES", description = "Slant by up to so much.")
    private @Nullable Double shear;

    @Option(
            names = "--scale",
            paramLabel = "PART",
            description = "Stretch or shrink height and width, each by up to this part, for example 0.15.")
    private @Nullable Double scale;

    @Option(names = "--translate", paramLabel = "PIXELS", description = "Move along each axis by up to so much.")
    private @Nullable Double translate;

    @Option(
            names = "--elastic",
            paramLabel = "SIGMA,ALPHA",
            hideParamSyntax = true,
            split = ",",
            description =
                    "Displace each pixel at random, smoothed by a Gaussian of SIGMA pixels and multiplied by ALPHA: "
                            + "4,34 is Simard's; ranges, as in 5-6,36-38, are drawn from for each image.")
    private @Nullable List<String> elastic;

    @Option(
            names = "--gentle",
            paramLabel = "C,C,...",
            hideParamSyntax = true,
            split = ",",
            description = "Turn and slant these classes half as far, for example 1,7.")
    private @Nullable List<Integer> gentle;

    @Option(
            names = "--shifts",
            description =
                    "One pixel up, down, left and right: the book's five-fold training set. Goes with no other of these.")
    private boolean shifts;

    /** Returns whether {@code --shifts} was given; throws {@link IllegalArgumentException} where another flag was too. */
    boolean shifts() {
        if (shifts && isGiven()) {
            throw new IllegalArgumentException("--shifts goes with no other way to vary the images");
        }
        return shifts;
    }

    /** Returns whether any flag but {@code --shifts} was given. */
    boolean isGiven() {
        return preset != null
                || rotate != null
                || shear != null
                || scale != null
                || translate != null
                || elastic != null
                || gentle != null;
    }

    /**
     * Returns the limits for images of a data set, with {@code --shifts} one of the shifts at random; throws {@link IllegalArgumentException} with a line that names the flag.
     *
     * @param otherwise the preset where no flag was given
     */
    Augmentation of(Dataset data, AugmentationPreset otherwise) {
        try {
            Augmentation base = preset == null && (shifts() || isGiven())
                    ? Augmentation.none(data.rows(), data.columns())
                    : (preset == null ? otherwise : named(preset)).of(data.rows(), data.columns());
            Affine affine = base.affine();
            return new Augmentation(
                    data.rows(),
                    data.columns(),
                    new Affine(
                            or(rotate, affine.rotate()),
                            or(shear, affine.shear()),
                            or(scale, affine.scale()),
                            or(translate, affine.translate()),
                            shifts),
                    elastic == null ? base.elastic() : elastic(elastic),
                    gentle == null ? base.gentle() : Gentle.half(Set.copyOf(gentle)));
        } catch (IllegalArgumentException wrong) {
            String message = String.valueOf(wrong.getMessage());
            throw new IllegalArgumentException(message.startsWith("--") ? message : "--" + message, wrong);
        }
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

    private static double or(@Nullable Double given, double otherwise) {
        return given == null ? otherwise : given;
    }

    private static AugmentationPreset named(String name) {
        return Arrays.stream(AugmentationPreset.values())
                .filter(choice -> choice.label().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("augment " + name + ": use "
                        + Arrays.stream(AugmentationPreset.values())
                                .map(AugmentationPreset::label)
                                .collect(Collectors.joining(" or "))));
    }

    private static Elastic elastic(List<String> numbers) {
        if (numbers.size() != 2) {
            throw new IllegalArgumentException(
                    "elastic " + String.join(",", numbers) + ": give sigma and alpha, for example 4,34");
        }
        return new Elastic(range(numbers.get(0)), range(numbers.get(1)));
    }

    /** Reads a number, or two with a minus between them. */
    private static Range range(String text) {
        int minus = text.indexOf('-', 1);
        try {
            double from = Double.parseDouble(minus < 0 ? text : text.substring(0, minus));
            return new Range(from, minus < 0 ? from : Double.parseDouble(text.substring(minus + 1)));
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("elastic: '" + text + "' is neither a number nor a range as 5-6", wrong);
        }
    }
}
