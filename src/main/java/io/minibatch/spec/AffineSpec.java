package io.minibatch.spec;

import io.minibatch.backend.Augmentation.Affine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Limits of the affine map of an image that replace those of a preset; null for the preset's.
 *
 * @param rotate degrees
 * @param shear degrees
 * @param scale part of height and width
 * @param translate pixels
 */
public record AffineSpec(
        @Nullable Double rotate,
        @Nullable Double shear,
        @Nullable Double scale,
        @Nullable Double translate) {
    public static final Setting<Double> ROTATE = Setting.of(
                    "rotate", Type.NUMBER, spec -> spec.augmentation().affine().rotate())
            .within(Range.between(0, 180, "must be 0 to 180 degrees"))
            .with(Trait.STEPS)
            .help("DEGREES", "Maximum rotation in degrees, 0 to 180.");

    public static final Setting<Double> SHEAR = Setting.of(
                    "shear", Type.NUMBER, spec -> spec.augmentation().affine().shear())
            .within(Range.between(0, 60, "must be 0 to 60 degrees"))
            .with(Trait.STEPS)
            .help("DEGREES", "Maximum shear in degrees, 0 to 60.");

    public static final Setting<Double> SCALE = Setting.of(
                    "scale", Type.NUMBER, spec -> spec.augmentation().affine().scale())
            .within(Range.between(0, 0.9, "must be 0 to 0.9"))
            .with(Trait.STEPS)
            .help("PART", "Maximum relative change of height and width, 0 to 0.9.");

    public static final Setting<Double> TRANSLATE = Setting.of(
                    "translate",
                    Type.NUMBER,
                    spec -> spec.augmentation().affine().translate())
            .within(Range.between(0, 100, "must be 0 to 100 pixels"))
            .with(Trait.STEPS)
            .help("PIXELS", "Maximum shift along each axis in pixels, 0 to 100.");

    /** Nothing is replaced. */
    public static final AffineSpec NONE = new AffineSpec(null, null, null, null);

    static final List<Setting<?>> TABLE = List.of(ROTATE, SHEAR, SCALE, TRANSLATE);

    public AffineSpec {
        ROTATE.require(rotate);
        SHEAR.require(shear);
        SCALE.require(scale);
        TRANSLATE.require(translate);
    }

    static AffineSpec of(Settings settings) {
        return new AffineSpec(settings.get(ROTATE), settings.get(SHEAR), settings.get(SCALE), settings.get(TRANSLATE));
    }

    /** Returns the limits of a preset with these in their places. */
    Affine over(Affine preset, boolean shifts) {
        return new Affine(
                or(rotate, preset.rotate()),
                or(shear, preset.shear()),
                or(scale, preset.scale()),
                or(translate, preset.translate()),
                shifts);
    }

    private static double or(@Nullable Double given, double otherwise) {
        return given == null ? otherwise : given;
    }
}
