package io.minibatch.data;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Augmentation.Affine;
import io.minibatch.backend.Augmentation.Elastic;
import io.minibatch.backend.Augmentation.Gentle;
import io.minibatch.backend.Augmentation.Range;
import java.util.Locale;
import java.util.Set;

/** Published limits of augmentation for images of digits; {@link Augmentation} names the papers. */
public enum AugmentationPreset {
    /**
     * Simard's affine distortions: translation, rotation and skew. Simard gives no limits: these are Cireşan's for all
     * classes, and a translation of up to two pixels.
     */
    SIMARD_AFFINE(new Affine(15, 15, 0.15, 2, false), Elastic.NONE, Gentle.NONE),

    /** Simard's elastic distortions, σ 4 and α 34. */
    SIMARD_ELASTIC(Affine.NONE, new Elastic(4, 34), Gentle.NONE),

    /**
     * Cireşan's distortions: rotation and shear up to 15°, 7.5° for the digits 1 and 7; scale up to 17.5 %, the middle
     * of his 15 to 20; σ 5 to 6, α 36 to 38. His one angle stands for rotation or for shear; here both are drawn.
     */
    CIRESAN(
            new Affine(15, 15, 0.175, 0, false),
            new Elastic(new Range(5, 6), new Range(36, 38)),
            Gentle.half(Set.of(1, 7)));

    private final Affine affine;
    private final Elastic elastic;
    private final Gentle gentle;

    AugmentationPreset(Affine affine, Elastic elastic, Gentle gentle) {
        this.affine = affine;
        this.elastic = elastic;
        this.gentle = gentle;
    }

    /** Returns the name by which users choose it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the limits for images of this many pixels. */
    public Augmentation of(int rows, int columns) {
        return new Augmentation(rows, columns, affine, elastic, gentle);
    }
}
