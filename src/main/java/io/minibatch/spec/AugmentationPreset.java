package io.minibatch.spec;

import io.minibatch.backend.Augmentation;
import java.util.Locale;

/** Published sets of limits for varied images. */
public enum AugmentationPreset {
    SIMARD_AFFINE,
    SIMARD_ELASTIC,
    CIRESAN;

    /** Returns the name on the command line and in files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the limits for images of a size in pixels. */
    public Augmentation of(int rows, int columns) {
        return switch (this) {
            case SIMARD_AFFINE -> Augmentation.simardAffine(rows, columns);
            case SIMARD_ELASTIC -> Augmentation.simardElastic(rows, columns);
            case CIRESAN -> Augmentation.ciresan(rows, columns);
        };
    }
}
