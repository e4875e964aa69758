package io.minibatch.spec;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Augmentation.Elastic;
import io.minibatch.backend.Augmentation.Gentle;
import io.minibatch.data.AugmentationPreset;
import io.minibatch.data.Dataset;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The augmentation of training images, drawn anew in each epoch: a preset, and limits that replace the preset's.
 *
 * @param augment the preset, null for none
 * @param affine limits of the affine map
 * @param elastic the displacement field, null for that of the preset
 * @param gentle classes that are turned and sheared half as far, null for those of the preset
 * @param shifts one-pixel shifts, which exclude everything else
 */
public record AugmentationSpec(
        @Nullable AugmentationPreset augment,
        AffineSpec affine,
        @Nullable Elastic elastic,
        @Nullable List<Integer> gentle,
        boolean shifts) {
    private static final int MAX_CLASSES = 64;

    public static final Setting<AugmentationPreset> AUGMENT = Setting.of(
                    "augment",
                    Type.choice(AugmentationPreset.values(), AugmentationPreset::label),
                    spec -> spec.augmentation().augment())
            .with(Trait.STEPS)
            .help("NAME", "Preset of random variations: simard-affine, simard-elastic or ciresan (default: none).")
            .details("The other augmentation settings replace single limits of the preset.");

    public static final Setting<Elastic> ELASTIC = Setting.of(
                    "elastic", ElasticNotation.TYPE, spec -> spec.augmentation().elastic())
            .with(Trait.STEPS)
            .help("SIGMA,ALPHA", "Elastic distortion: smoothing in pixels, and factor, as 4,34.")
            .details("Each pixel is displaced at random; the displacements are smoothed by a Gaussian of SIGMA "
                    + "pixels and multiplied by ALPHA. 4,34 is Simard's. Ranges, as in 5-6,36-38, are drawn "
                    + "from for each image.");

    public static final Setting<List<Integer>> GENTLE = Setting.of(
                    "gentle", Type.WHOLES, spec -> spec.augmentation().gentle())
            .within(new Range<Integer>(
                    label -> label >= 0 && label < MAX_CLASSES, "classes must be 0 to " + (MAX_CLASSES - 1)))
            .with(Trait.STEPS)
            .help("C,C,...", "Classes to rotate and shear only half as much, for example 1,7.");

    public static final Setting<Boolean> SHIFTS = Setting.of(
                    "shifts", Type.SWITCH, spec -> spec.augmentation().shifts())
            .byDefault(false)
            .with(Trait.STEPS)
            .help(
                    "",
                    "Add each image shifted by one pixel up, down, left and right, as the book's expanded training set.")
            .details("The training set becomes five times as large. Cannot be combined with other variations.");

    /** The settings in the order of the help, those of {@link AffineSpec} among them. */
    public static final List<Setting<?>> TABLE = Stream.of(
                    List.<Setting<?>>of(AUGMENT), AffineSpec.TABLE, List.of(ELASTIC, GENTLE, SHIFTS))
            .flatMap(List::stream)
            .toList();

    public AugmentationSpec {
        gentle = gentle == null ? null : List.copyOf(gentle);
        GENTLE.require(gentle);
        if (shifts && varies(augment, affine, elastic, gentle)) {
            throw SHIFTS.wrong("cannot be combined with other variations");
        }
    }

    static AugmentationSpec of(Settings settings) {
        return new AugmentationSpec(
                settings.get(AUGMENT),
                AffineSpec.of(settings),
                settings.get(ELASTIC),
                settings.get(GENTLE),
                settings.require(SHIFTS));
    }

    /** Returns whether images are varied otherwise than by one-pixel shifts. */
    public boolean varies() {
        return varies(augment, affine, elastic, gentle);
    }

    private static boolean varies(
            @Nullable AugmentationPreset augment,
            AffineSpec affine,
            @Nullable Elastic elastic,
            @Nullable List<Integer> gentle) {
        return augment != null || !affine.equals(AffineSpec.NONE) || elastic != null || gentle != null;
    }

    /** Returns the augmentation for images of a data set, null for images as they are. */
    @Nullable
    Augmentation of(Dataset data) {
        return shifts || varies() ? limits(data) : null;
    }

    /**
     * Returns the augmentation for images of a data set.
     *
     * @param otherwise the preset where there is no setting at all
     * @throws SettingException if the images are too large
     */
    public Augmentation of(Dataset data, AugmentationPreset otherwise) {
        return shifts || varies() ? limits(data) : AUGMENT.attempt(() -> otherwise.of(data.rows(), data.columns()));
    }

    private Augmentation limits(Dataset data) {
        if (!data.hasImages()) {
            Setting<?> setting = shifts ? SHIFTS : AUGMENT;
            throw setting.wrong(
                    data.schema().image() == null
                            ? "and other variations are for images; " + data.name() + " has none"
                            : "and other variations are for pixels from 0 to 255, which those of " + data.name()
                                    + " are not; leave {standardize} out");
        }
        return AUGMENT.attempt(() -> {
            Augmentation base = augment == null
                    ? Augmentation.none(data.rows(), data.columns())
                    : augment.of(data.rows(), data.columns());
            return new Augmentation(
                    data.rows(),
                    data.columns(),
                    affine.over(base.affine(), shifts),
                    elastic == null ? base.elastic() : elastic,
                    gentle == null ? base.gentle() : Gentle.half(Set.copyOf(gentle)));
        });
    }
}
