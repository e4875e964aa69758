package io.minibatch.data;

/** Receives messages and the progress of downloads while data are loaded. */
public interface DataListener {
    /** Ignores everything. */
    DataListener NONE = line -> {};

    /**
     * Called with a message for the user.
     *
     * @param line one line, such as a warning about the data
     */
    void message(String line);

    /**
     * Called while a file is downloaded, the last time with {@code done} equal to {@code total}.
     *
     * @param file name of the file
     * @param done bytes downloaded so far
     * @param total bytes of the file
     */
    default void progress(String file, long done, long total) {}
}
