package io.minibatch.cli;

import io.minibatch.io.FolderLock;
import io.minibatch.io.Outputs;
import io.minibatch.trial.Archive;
import java.nio.file.Path;

/** The output folder of a command that carries trials out, locked for as long as it does. */
final class TrialFolder implements AutoCloseable {
    private static final String TRIALS = "trials";

    private final Path folder;
    private final FolderLock lock;

    private TrialFolder(Path folder, FolderLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Refuses a folder that such a command has not filled.
     *
     * @param marks what else than its trials tells a folder that was filled before
     */
    static void require(Path folder, String... marks) {
        String[] all = new String[marks.length + 1];
        System.arraycopy(marks, 0, all, 0, marks.length);
        all[marks.length] = TRIALS;
        Outputs.requireFolder(folder, all);
    }

    /** Locks a folder and removes what a killed process left half-written in it. */
    static TrialFolder open(Path folder) {
        FolderLock lock = FolderLock.take(folder);
        TrialFolder opened = new TrialFolder(folder, lock);
        try {
            Archive.removeLeftovers(opened.trials());
            return opened;
        } catch (RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    /** Returns the folder of the outcomes. */
    Path trials() {
        return folder.resolve(TRIALS);
    }

    @Override
    public void close() {
        lock.close();
    }
}
