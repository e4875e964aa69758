package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.Batch;
import io.minibatch.backend.Descent;
import io.minibatch.backend.Dropout;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.ParameterBlock;
import io.minibatch.backend.Rates;
import io.minibatch.backend.StepClock;
import org.junit.jupiter.api.Test;

/** Clocks that no mini-batch moves. */
interface StepClockContract extends TestedBackend {
    /** Adam's correction and the dropout mask go by the clock, whoever moves it. */
    @Test
    default void set_clockIsThatOfABatchAtTheSameStep() {
        Batch batch = backend().allocateBatch(examples(new byte[6], 6, 1), 2);
        Matrix x = backend().allocate(2, 1);
        backend().shuffle(batch, 7, 3);
        backend().gather(batch, x);
        backend().gather(batch, x);
        StepClock clock = backend().allocateClock(3);
        backend().set(clock, 7, 3, 2);
        Matrix rates = matrix(1, Rates.SIZE, DescendContract.RATES.pack());
        Matrix gradient = matrix(1, 9, random(1, 9));
        float[][] moved = new float[2][];
        float[][] dropped = new float[2][];
        for (int i = 0; i < 2; i++) {
            StepClock used = i == 0 ? batch.clock() : clock;
            Matrix values = matrix(1, 9, random(2, 9));
            Matrix state = backend().allocate(2, 9);
            backend().descend(Descent.ADAM, used, rates, new ParameterBlock(values, gradient, state, 9));
            moved[i] = values(values);
            Matrix a = matrix(7, 31, random(3, 7 * 31));
            Matrix noBias = backend().allocate(1, 31);
            backend().activate(Elementwise.IDENTITY, noBias, a, a, new Dropout(used, 1, 0.5));
            dropped[i] = values(a);
        }
        assertArrayEquals(moved[0], moved[1]);
        assertArrayEquals(dropped[0], dropped[1]);
    }

    @Test
    default void set_forgetsWhatWasNotFinite() {
        StepClock clock = backend().allocateClock(3);
        backend().set(clock, 7, 3, 2);
        assertEquals(2, backend().firstNonFinite(clock, matrix(1, 1, Float.NaN)));
        backend().set(clock, 7, 3, 0);
        assertEquals(0, backend().firstNonFinite(clock, matrix(1, 1, 1)));
    }
}
