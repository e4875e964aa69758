package io.minibatch.data;

import java.util.List;

/**
 * Where data came from.
 *
 * @param description one line for the user
 * @param builtIn whether they are the built-in digits and not a file's
 * @param files what was read, empty for the built-in digits
 */
public record DataSource(String description, boolean builtIn, List<FileChecksum> files) {
    public DataSource {
        files = List.copyOf(files);
    }
}
