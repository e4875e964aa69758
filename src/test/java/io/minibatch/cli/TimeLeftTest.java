package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.spec.Settings;
import io.minibatch.train.Score;
import io.minibatch.trial.Trial;
import io.minibatch.tune.Journal;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleConsumer;
import org.junit.jupiter.api.Test;

/** The time that is left, where several trials run at the same time. */
class TimeLeftTest {
    private static final long SECOND = 1_000_000_000;

    private static Trial trial(long seed) {
        return new Trial("trial " + seed, "", Settings.NONE, seed);
    }

    private static Journal.Entry entry(int number, int epochs) {
        return new Journal.Entry(number, epochs, Settings.NONE, List.of(), 0.5, 1, "completed");
    }

    @Test
    void search_countsTheFractionsOfTrialsThatRun() {
        SearchLines lines = new SearchLines(8, List.of(), Score.ACCURACY);
        for (int trial = 0; trial < 4; trial++) {
            lines.started(trial(trial)).accept(0.75);
        }
        assertEquals(3, lines.done());
        lines.ended(trial(0), entry(0, 1));
        assertEquals(3.25, lines.done());
    }

    @Test
    void search_countsATrialThatIsContinuedOnce() {
        SearchLines lines = new SearchLines(8, List.of(), Score.ACCURACY);
        lines.started(trial(0)).accept(0.5);
        lines.ended(trial(0), entry(0, 1));
        lines.started(trial(0)).accept(0.5);
        assertEquals(1, lines.done());
    }

    @Test
    void runningTrials_eachCountFromItsBeginning() {
        AtomicLong now = new AtomicLong();
        TuneLines lines = new TuneLines(false, now::get);
        DoubleConsumer first = lines.started(trial(1));
        now.set(100 * SECOND);
        first.accept(0.5);
        assertEquals(100, lines.secondsLeft(), 1e-9);
        lines.forget(trial(1));
        lines.started(trial(2)).accept(0);
        DoubleConsumer third = lines.started(trial(3));
        lines.forget(trial(2));
        now.set(110 * SECOND);
        third.accept(0.5);
        assertEquals(10, lines.secondsLeft(), 1e-9);
    }
}
