package io.minibatch.data;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The source of the validation data. Data with a validation part keep it.
 *
 * @param share of the training data that is held back for validation, in (0, 1), null for {@link #DEFAULT_SHARE}
 * @param validationData file or folder with the validation data, null for none
 * @param rule which examples are held back, null for the book's order in MNIST and {@link SplitRule#DEFAULT} elsewhere
 */
public record SplitOptions(
        @Nullable Double share,
        @Nullable Path validationData,
        @Nullable SplitRule rule) {
    /** 10,000 of MNIST's 60,000. */
    public static final double DEFAULT_SHARE = 1.0 / 6;

    /** The defaults. */
    public static final SplitOptions DEFAULTS = new SplitOptions(null, null, null);

    public SplitOptions {
        if (share != null && !(share > 0 && share < 1)) {
            throw new IllegalArgumentException("share must be above 0 and below 1, not " + share);
        }
        if (share != null && validationData != null) {
            throw new IllegalArgumentException("share and validationData cannot be combined");
        }
    }
}
