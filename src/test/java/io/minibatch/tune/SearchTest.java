package io.minibatch.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {
    private static final SearchSpace SPACE = SearchSpace.parse("a=real(0,1) b=real(0,1)");
    private static final int TRIALS = 14;

    @TempDir
    private Path folder;

    private final List<Integer> carriedOut = new ArrayList<>();

    private Journal journal(String name) {
        return new Journal(folder.resolve(name), "{\"search\": 1}");
    }

    /** Is highest at (0.3, 0.7); the trial {@code failing} fails. */
    private List<Journal.Entry> evaluate(List<Search.Proposal> proposals, int failing) {
        return proposals.stream()
                .map(proposal -> {
                    carriedOut.add(proposal.number());
                    double[] x = proposal.point();
                    double accuracy = 1 - Math.hypot(x[0] - 0.3, x[1] - 0.7);
                    return new Journal.Entry(
                            proposal.number(),
                            proposal.settings(),
                            Arrays.stream(x).boxed().toList(),
                            proposal.number() == failing ? null : accuracy,
                            0,
                            proposal.number() == failing ? "diverged" : "completed");
                })
                .toList();
    }

    private boolean search(Journal journal, int trials) {
        return new Search(SPACE, new BayesianSampler(1, 2), journal).run(trials, proposals -> evaluate(proposals, 3));
    }

    @Test
    void interruptedSearch_goesOnToTheSameTrials_losingAndRepeatingNone() throws IOException {
        assertTrue(search(journal("whole"), TRIALS));
        carriedOut.clear();
        boolean stopped = new Search(SPACE, new BayesianSampler(1, 2), journal("cut"))
                .run(TRIALS, proposals -> carriedOut.size() >= 6 ? null : evaluate(proposals, 3));
        assertFalse(stopped);
        assertTrue(search(journal("cut"), TRIALS));
        assertEquals(TRIALS, carriedOut.size());
        assertEquals(TRIALS, carriedOut.stream().distinct().count());
        assertEquals(Files.readString(folder.resolve("whole")), Files.readString(folder.resolve("cut")));
    }

    @Test
    void lineThatAKillCutShort_isCarriedOutAgain() throws IOException {
        assertTrue(search(journal("a"), 6));
        String whole = Files.readString(folder.resolve("a"));
        Files.writeString(folder.resolve("a"), whole.substring(0, whole.length() - 20));
        carriedOut.clear();
        assertTrue(search(journal("a"), 6));
        assertEquals(List.of(5), carriedOut);
        assertEquals(whole, Files.readString(folder.resolve("a")));
    }

    @Test
    void failedTrial_isRecordedAndNotFatal() {
        Journal journal = journal("b");
        assertTrue(search(journal, TRIALS));
        Journal.Entry failed = journal("b").entries().get(3);
        assertTrue(failed != null && failed.accuracy() == null && failed.end().equals("diverged"));
        assertEquals(TRIALS, journal("b").entries().size());
    }

    @Test
    void journalOfAnotherSearch_isRefused() {
        assertTrue(search(journal("c"), 2));
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> new Journal(folder.resolve("c"), "{\"search\": 2}"))
                        .getMessage());
        assertEquals(folder.resolve("c") + " is of another search: {\"search\": 1}", message);
    }

    @Test
    void damagedJournal_isRefusedByName() throws IOException {
        assertTrue(search(journal("d"), 2));
        Path file = folder.resolve("d");
        Files.writeString(file, Files.readString(file).replace("{\"number\":0", "{number:"));
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> journal("d")).getMessage());
        assertTrue(message.startsWith(file + " is damaged: "), message);
    }
}
