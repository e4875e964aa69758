package io.minibatch.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.cuda.EmulatedCuda;
import io.minibatch.spec.Settings;
import io.minibatch.trial.LocalWorkers;
import io.minibatch.trial.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search whose trials run together in launches of the emulated driver. */
class EmulatedGroupedSearchTest {
    private static final int TRIALS = 40;

    @TempDir
    private Path folder;

    /** Returns the journal, without times. */
    private String search(boolean together) throws IOException {
        SearchSpace space = SearchSpace.parse(
                "eta=log(0.01,10) lambda=log(0.1,100) momentum=real(0,0.9) dropout=[0,0.3] epochs=int(1,3)"
                        + " cost=[cross-entropy,quadratic]");
        Settings settings = Settings.parse(Map.of("layers", "15,6,4", "batch", "10"));
        Search.Design design =
                new Search.Design(space, new RandomSampler(1, space.size()), Ladder.whole(3), settings, 1);
        Path file = folder.resolve(together + Journal.FILE);
        Search search = new Search(
                design, new Journal(file, "a search"), GroupedSearchTest.PREPARATION::prepare, SearchTest.SILENT);
        Place place = new Place(threads -> EmulatedCuda.open(), 1, "test", false, "random");
        LocalWorkers workers =
                new LocalWorkers(folder.resolve(together + "trials"), GroupedSearchTest.PREPARATION, place, search);
        if (together) {
            assertTrue(search.run(TRIALS, workers));
            assertTrue(workers.maxConcurrent() > 1, () -> workers.maxConcurrent() + " at once");
        } else {
            // Handed over one by one, each has the backend for itself.
            for (int trials = 1; trials <= TRIALS; trials++) {
                assertTrue(search.run(trials, workers));
            }
            assertEquals(1, workers.maxConcurrent());
        }
        return Files.readString(file).replaceAll("\"seconds\":[^,]*,", "");
    }

    @Test
    void journal_equalsThatOfOneTrialAfterTheOther() throws IOException {
        assertEquals(search(false), search(true));
    }
}
