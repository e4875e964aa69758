package io.minibatch.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The interpretation of data files.
 *
 * @param labelColumn name or number, from 1, of the column with the classes, null for the default one
 * @param targetColumns names or numbers, from 1, of the columns with the numbers to predict, empty for none
 * @param defaultTargets names of the columns to predict in tables that have all of them, where no option names columns;
 *     empty for none
 * @param transpose whether rows and columns of images are swapped
 */
public record FormatOptions(
        @Nullable String labelColumn, List<String> targetColumns, List<String> defaultTargets, boolean transpose) {
    /** The defaults. */
    public static final FormatOptions DEFAULTS = new FormatOptions(null, List.of(), false);

    public FormatOptions {
        targetColumns = List.copyOf(targetColumns);
        defaultTargets = List.copyOf(defaultTargets);
        if (labelColumn != null && !targetColumns.isEmpty()) {
            throw new IllegalArgumentException("labelColumn and targetColumns cannot be combined");
        }
    }

    /** Creates options without default targets. */
    public FormatOptions(@Nullable String labelColumn, List<String> targetColumns, boolean transpose) {
        this(labelColumn, targetColumns, List.of(), transpose);
    }

    /** Returns these options for a model: in tables, columns with the names of its targets are the targets. */
    public FormatOptions of(Schema model) {
        return switch (model.task()) {
            case CLASSIFICATION, BINARY -> this;
            case MULTI_LABEL, REGRESSION -> new FormatOptions(labelColumn, targetColumns, model.outputs(), transpose);
        };
    }

    /** Returns what numbers in the column of the label are for. */
    Answers.Role role() {
        return labelColumn == null ? Answers.Role.UNDECIDED : Answers.Role.LABEL;
    }
}
