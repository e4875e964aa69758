package io.minibatch.data;

/** Takes what loading has to tell the user. */
public interface Notices {
    /** Tells nobody. */
    Notices SILENT = line -> {};

    void notice(String line);

    /**
     * Called while a file is downloaded, the last time with {@code done} equal to {@code total}.
     *
     * @param total bytes of the file
     */
    default void progress(String file, long done, long total) {}
}
