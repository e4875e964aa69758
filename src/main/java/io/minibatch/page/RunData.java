package io.minibatch.page;

import io.minibatch.data.Dataset;
import java.nio.file.Path;

/** Finds the data of runs. */
public interface RunData {
    /**
     * Loads the data that a run was not trained on.
     *
     * @param folder of the run
     * @throws io.minibatch.io.MinibatchException in one line where they are missing, or not those of the run
     * @throws java.io.UncheckedIOException in one line where {@code run.json} cannot be read
     */
    HeldOut of(Path folder);

    /**
     * Data that a run was not trained on.
     *
     * @param examples as they came, without standardization
     * @param test whether they are test data; else they are validation data
     */
    record HeldOut(Dataset examples, boolean test) {}
}
