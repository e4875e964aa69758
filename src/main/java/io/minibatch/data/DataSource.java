package io.minibatch.data;

import java.util.List;

/**
 * The source of data.
 *
 * @param description one line for the user
 * @param builtIn whether they are the built-in digits and not a file's
 * @param files what was read, empty for the built-in digits
 * @param reading what makes other data of the same files: columns and the choice of validation examples; empty for the
 *     usual columns and the book's choice
 */
public record DataSource(String description, boolean builtIn, List<FileChecksum> files, String reading) {
    public DataSource {
        files = List.copyOf(files);
    }

    /** Creates the source of data that were read in the usual way. */
    public DataSource(String description, boolean builtIn, List<FileChecksum> files) {
        this(description, builtIn, files, "");
    }
}
