package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.bytes;
import static io.minibatch.backend.contract.Samples.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.Batch;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Step;
import io.minibatch.backend.Transpose;
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

    @Test
    default void record_allocation_isRefusedAndLeavesTheBackendUsable() {
        assertThrows(
                IllegalStateException.class,
                () -> backend().record(() -> backend().allocate(1, 1)));
        assertArrayEquals(new float[] {0}, values(backend().allocate(1, 1)));
    }
}
