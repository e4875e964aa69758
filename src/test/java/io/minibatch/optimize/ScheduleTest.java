package io.minibatch.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final double[] NONE = {};

    @Test
    void steps_divideEverySoManyEpochs() {
        assertArrayEquals(new double[] {1, 1, 0.5, 0.5, 0.25}, factors(new Schedule.Steps(2, 2), 5), 1e-15);
    }

    @Test
    void exponential_multipliesEveryEpoch() {
        assertArrayEquals(new double[] {1, 0.9, 0.81}, factors(new Schedule.Exponential(0.9), 3), 1e-15);
    }

    @Test
    void cosine_fallsFromOneThroughAHalfAndStaysAboveZero() {
        double[] factors = factors(new Schedule.Cosine(4), 6);
        double last = 0.5 * (1 - Math.sqrt(0.5));
        assertArrayEquals(new double[] {1, 0.5 * (1 + Math.sqrt(0.5)), 0.5, last, last, last}, factors, 1e-15);
    }

    /** The numbers of PyTorch's OneCycleLR with its defaults, as functions of the share of the run. */
    @Test
    void oneCycle_risesToOneAndFallsAlmostToZero() {
        Schedule cycle = new Schedule.OneCycle(10, 0.3);
        assertEquals(0.04, cycle.factor(0, NONE), 1e-15);
        assertEquals(0.52, cycle.factor(1, 0.5, NONE), 1e-15);
        assertEquals(1, cycle.factor(3, NONE), 1e-15);
        assertEquals((1 + 4e-6) / 2, cycle.factor(6, 0.5, NONE), 1e-15);
        assertEquals(4e-6, cycle.factor(10, NONE), 1e-15);
        assertEquals(4e-6, cycle.factor(25, 0.5, NONE), 1e-15);
        assertTrue(cycle.changesWithinEpochs());
        assertTrue(cycle.factor(9, 0.99, NONE) < 1e-5);
    }

    @Test
    void oneCycle_lowersTheMomentumWhereTheRateIsHigh() {
        Schedule cycle = new Schedule.OneCycle(10, 0.3);
        assertEquals(0, cycle.momentumDrop(0, 0), 1e-15);
        assertEquals(0.05, cycle.momentumDrop(1, 0.5), 1e-15);
        assertEquals(0.1, cycle.momentumDrop(3, 0), 1e-15);
        assertEquals(0.05, cycle.momentumDrop(6, 0.5), 1e-15);
        assertEquals(0, cycle.momentumDrop(10, 0), 1e-15);
        assertEquals(0, new Schedule.Cosine(10).momentumDrop(3, 0));
    }

    @Test
    void otherSchedules_areTheSameWithinAnEpoch() {
        Schedule cosine = new Schedule.WarmUp(2, new Schedule.Cosine(4));
        for (int epoch = 0; epoch < 6; epoch++) {
            assertEquals(cosine.factor(epoch, NONE), cosine.factor(epoch, 0.7, NONE));
        }
        assertFalse(cosine.changesWithinEpochs());
    }

    @Test
    void warmUp_ofACycle_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Schedule.WarmUp(2, new Schedule.OneCycle(4, 0.3)));
    }

    @Test
    void warmUp_reachesTheFullRate_thenTheOtherScheduleStarts() {
        Schedule steps = new Schedule.WarmUp(4, new Schedule.Steps(2, 10));
        assertArrayEquals(new double[] {0.25, 0.5, 0.75, 1, 1, 1, 0.1, 0.1, 0.01}, factors(steps, 9), 1e-15);
        Schedule exponential = new Schedule.WarmUp(5, new Schedule.Exponential(0.5));
        assertArrayEquals(new double[] {0.2, 0.4, 0.6, 0.8, 1, 1, 0.5, 0.25}, factors(exponential, 8), 1e-15);
        Schedule cosine = new Schedule.WarmUp(2, new Schedule.Cosine(2));
        assertArrayEquals(new double[] {0.5, 1, 1, 0.5}, factors(cosine, 4), 1e-15);
    }

    @Test
    void warmUp_ofOnPlateau_countsTheEpochsAfterIt() {
        Schedule schedule = new Schedule.WarmUp(3, new Schedule.OnPlateau(2, 10, 0.1));
        double[] accuracies = {0.9, 0.1, 0.1, 0.5, 0.5, 0.5};
        double[] expected = {1.0 / 3, 2.0 / 3, 1, 1, 1, 1, 0.1};
        for (int epoch = 0; epoch < expected.length; epoch++) {
            double[] before = Arrays.copyOf(accuracies, epoch);
            assertEquals(expected[epoch], schedule.factor(epoch, before), 1e-15, "epoch " + epoch);
            assertEquals(epoch == 6, schedule.isOver(before), "epoch " + epoch);
        }
    }

    @Test
    void onPlateau_dividesAfterEachWaitWithoutANewBest() {
        Schedule schedule = new Schedule.OnPlateau(2, 10, 1e-3);
        double[] accuracies = {0.5, 0.6, 0.6, 0.6, 0.7, 0.6, 0.7, 0.7, 0.7};
        double[] expected = {1, 1, 1, 1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.001};
        for (int epoch = 0; epoch < expected.length; epoch++) {
            double[] before = Arrays.copyOf(accuracies, epoch);
            assertEquals(expected[epoch], schedule.factor(epoch, before), 1e-15, "epoch " + epoch);
            assertEquals(epoch == 9, schedule.isOver(before));
        }
    }

    @Test
    void noImprovement_waitsForTheBestToBeSoOld() {
        Stopping stopping = new Stopping.NoImprovement(3);
        assertFalse(stopping.isOver(NONE));
        assertFalse(stopping.isOver(new double[] {0.5, 0.4, 0.4}));
        assertTrue(stopping.isOver(new double[] {0.5, 0.4, 0.4, 0.5}));
        assertFalse(stopping.isOver(new double[] {0.5, 0.4, 0.4, 0.51}));
    }

    @Test
    void growingPatience_waitsLongerForALateBest() {
        Stopping stopping = new Stopping.GrowingPatience(3, 0.5);
        assertTrue(stopping.isOver(rising(2, 3)));
        assertFalse(stopping.isOver(rising(20, 9)));
        assertTrue(stopping.isOver(rising(20, 10)));
    }

    @Test
    void accuracies_areNeededByThePlateauAlone_alsoAfterAWarmUp() {
        Schedule plateau = new Schedule.OnPlateau(2, 10, 0.1);
        assertTrue(plateau.needsScore());
        assertTrue(new Schedule.WarmUp(1, plateau).needsScore());
        assertFalse(new Schedule.Constant().needsScore());
        assertFalse(new Schedule.WarmUp(1, new Schedule.Cosine(2)).needsScore());
    }

    @Test
    void constant_neitherChangesNorEnds() {
        assertArrayEquals(new double[] {1, 1, 1}, factors(new Schedule.Constant(), 3));
        assertFalse(new Schedule.Constant().isOver(new double[] {0.5, 0.5, 0.5}));
        assertFalse(new Stopping.Never().isOver(new double[] {0.5, 0.4, 0.3}));
    }

    @Test
    void best_isWantedWhereTrainingStopsForIt() {
        assertFalse(new Stopping.Never().needsScore());
        assertTrue(new Stopping.NoImprovement(1).needsScore());
        assertTrue(new Stopping.GrowingPatience(1, 1).needsScore());
    }

    @Test
    void learningRate_isEtaTimesTheFactor() {
        assertEquals(0.75, new LearningRate(3, new Schedule.Steps(1, 2)).at(2, NONE), 1e-15);
    }

    /** Returns so many accuracies that rise, and then so many that do not. */
    private static double[] rising(int best, int after) {
        return IntStream.range(0, best + after)
                .mapToDouble(i -> Math.min(i, best - 1))
                .toArray();
    }

    private static double[] factors(Schedule schedule, int epochs) {
        return IntStream.range(0, epochs)
                .mapToDouble(epoch -> schedule.factor(epoch, NONE))
                .toArray();
    }
}
