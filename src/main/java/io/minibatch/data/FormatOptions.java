package io.minibatch.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How files of data are understood.
 *
 * @param labelColumn name or number, from 1, of the column with the classes, null for the usual one
 * @param targetColumns names or numbers, from 1, of the columns with the numbers to predict, empty for none
 * @param transpose whether rows and columns of images are swapped
 */
public record FormatOptions(@Nullable String labelColumn, List<String> targetColumns, boolean transpose) {
    /** Everything as usual. */
    public static final FormatOptions USUAL = new FormatOptions(null, List.of(), false);

    public FormatOptions {
        targetColumns = List.copyOf(targetColumns);
        if (labelColumn != null && !targetColumns.isEmpty()) {
            throw new IllegalArgumentException("labelColumn and targetColumns cannot be combined");
        }
    }

    /** Returns what numbers in the column of the label are for. */
    Answers.Role role() {
        return labelColumn == null ? Answers.Role.UNDECIDED : Answers.Role.LABEL;
    }
}
