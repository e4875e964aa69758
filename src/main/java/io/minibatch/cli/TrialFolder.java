package io.minibatch.cli;

import io.minibatch.io.FolderLock;
import io.minibatch.io.Outputs;
import io.minibatch.trial.Archive;
import io.minibatch.tune.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The output folder of a command that carries trials out, locked for as long as it does. */
final class TrialFolder implements AutoCloseable {
    /** The page that a search and several experiments write under one name. */
    private static final String PAGE = "index.html";

    /**
     * A search whose journal was deleted, so that it starts again from the recorded trials, is known by its picture.
     */
    private static final String SEARCH_PICTURE = "search.png";

    private final Path folder;
    private final FolderLock lock;

    private TrialFolder(Path folder, FolderLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Refuses a folder that experiments have not filled, or that holds a search, whose page experiments would
     * overwrite.
     *
     * @param quick name of the folder of quick experiments, which may be all that it holds
     */
    static void requireForExperiments(Path folder, String quick) {
        Outputs.requireFolder(folder, Archive.FOLDER, quick);
        refuse(folder, Files.exists(folder.resolve(Journal.FILE)), "it holds a search of hyper-parameters");
    }

    /**
     * Refuses a folder that tuning has not filled, or that holds a page of experiments, which a search would overwrite.
     */
    static void requireForTuning(Path folder) {
        Outputs.requireFolder(folder, Archive.FOLDER, Journal.FILE);
        boolean tuned = Files.exists(folder.resolve(Journal.FILE)) || Files.exists(folder.resolve(SEARCH_PICTURE));
        refuse(folder, Files.exists(folder.resolve(PAGE)) && !tuned, "it holds experiments");
    }

    private static void refuse(Path folder, boolean refused, String content) {
        if (refused) {
            throw new UncheckedIOException(
                    folder + ": cannot be written: " + content + "; name another folder", new IOException());
        }
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
        return folder.resolve(Archive.FOLDER);
    }

    @Override
    public void close() {
        lock.close();
    }
}
