package io.minibatch.backend.cuda;

import io.minibatch.backend.StepClock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The count of steps with the place of a batch beside it, as one kernel moves both:
 * {@code {start, valid, gathered, first non-finite, epoch, low and high word of the seed, ticket}}.
 */
final class CudaClock extends CudaMemory implements StepClock {
    static final int STATE_BYTES = 8 * Integer.BYTES;
    private static final int FIRST_NON_FINITE = 3 * Integer.BYTES;

    final Address state;
    private final int stepsPerEpoch;

    /** Allocates a clock before the first step of epoch 0. */
    CudaClock(Owner owner, int stepsPerEpoch) {
        super(owner);
        this.state = allocate(STATE_BYTES);
        this.stepsPerEpoch = stepsPerEpoch;
    }

    @Override
    public int stepsPerEpoch() {
        return stepsPerEpoch;
    }

    /** Returns the step in which a number was first not finite, 0 for none; waits for the device. */
    int firstNonFinite(Staging staging) {
        return staging.receive(state, STATE_BYTES).getInt(FIRST_NON_FINITE);
    }

    /** Returns the state at a step of an epoch, the batch before its first mini-batch. */
    static byte[] stateAt(long seed, int epoch, int step) {
        byte[] bytes = new byte[STATE_BYTES];
        ByteBuffer state = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        state.putInt(0)
                .putInt(0)
                .putInt(step)
                .putInt(0)
                .putInt(epoch)
                .putInt((int) seed)
                .putInt((int) (seed >>> 32));
        return bytes;
    }
}
