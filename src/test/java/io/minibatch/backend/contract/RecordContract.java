package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.bytes;
import static io.minibatch.backend.contract.Samples.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.Batch;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Step;
import io.minibatch.backend.StepRun;
import io.minibatch.backend.Transpose;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Recorded steps and their replay. */
interface RecordContract extends TestedBackend {
    @Test
    default void record_carriesOutNothing() {
        Matrix y = matrix(1, 1, 5);
        Matrix one = matrix(1, 1, 1);
        backend().record(() -> backend().axpy(one, one, y)).close();
        assertArrayEquals(new float[] {5}, values(y));
    }

    @Test
    default void record_replayedEqualsCalledBitForBit() {
        float[] called = iterate(false);
        float[] replayed = iterate(true);
        assertArrayEquals(called, replayed);
    }

    /** Three rounds of z ← σ(x·w + b), w ← w − 0.1·xᵀ·z over short mini-batches. */
    private float[] iterate(boolean recorded) {
        Batch batch = backend().allocateBatch(examples(bytes(9 * 31), 9, 31), 4);
        Matrix x = backend().allocate(4, 31);
        Matrix w = matrix(31, 33, random(1, 31 * 33));
        Matrix z = backend().allocate(4, 33);
        Matrix bias = matrix(1, 33, random(2, 33));
        Runnable round = () -> {
            backend().gather(batch, x);
            backend().gemm(Transpose.NONE, 1, x, w, 0, z);
            backend().activate(Elementwise.SIGMOID, bias, z);
            backend().gemm(Transpose.A, -0.1f, x, z, 1, w);
        };
        backend().shuffle(batch, 3, 0);
        if (recorded) {
            try (Step step = backend().record(round)) {
                step.run(2);
                step.run(1);
            }
        } else {
            round.run();
            round.run();
            round.run();
        }
        return values(w);
    }

    /** Each with memory of its own, in every order, and as often as it is asked. */
    @Test
    default void run_ofSeveralSteps_equalsOneAfterTheOther() {
        int[] times = {3, 0, 1, 2};
        List<Matrix> expected = new ArrayList<>();
        List<Matrix> actual = new ArrayList<>();
        List<StepRun> runs = new ArrayList<>();
        for (int i = 0; i < times.length; i++) {
            Step one = descent(i, expected);
            one.run(times[i]);
            one.run(times[i]);
            runs.add(new StepRun(descent(i, actual), times[i]));
        }
        backend().run(runs);
        Collections.reverse(runs);
        backend().run(runs);
        backend().run(List.of());
        for (int i = 0; i < times.length; i++) {
            assertArrayEquals(values(expected.get(i)), values(actual.get(i)), "step " + i);
        }
        runs.forEach(run -> run.step().close());
    }

    /** Returns a step that changes the weights which it adds to the list; its numbers are those of the seed. */
    private Step descent(int seed, List<Matrix> weights) {
        Batch batch = backend().allocateBatch(examples(bytes(9 * 31), 9, 31), 4);
        backend().shuffle(batch, seed, 0);
        Matrix x = backend().allocate(4, 31);
        Matrix w = matrix(31, 33, random(seed, 31 * 33));
        Matrix z = backend().allocate(4, 33);
        weights.add(w);
        return backend().record(() -> {
            backend().gather(batch, x);
            backend().gemm(Transpose.NONE, 1, x, w, 0, z);
            backend().gemm(Transpose.A, -0.1f, x, z, 1, w);
        });
    }

    @Test
    default void record_runOfSteps_isRefused() {
        Matrix x = matrix(1, 1, 5);
        Matrix two = matrix(1, 1, 2);
        Step step = backend().record(() -> backend().axpy(two, two, x));
        assertThrows(
                IllegalStateException.class,
                () -> backend().record(() -> backend().run(List.of(new StepRun(step, 1)))));
        step.run(1);
        assertArrayEquals(new float[] {9}, values(x));
    }

    @Test
    default void record_allocation_isRefusedAndLeavesTheBackendUsable() {
        assertThrows(
                IllegalStateException.class,
                () -> backend().record(() -> backend().allocate(1, 1)));
        assertArrayEquals(new float[] {0}, values(backend().allocate(1, 1)));
    }
}
