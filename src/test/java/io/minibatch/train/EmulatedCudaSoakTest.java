package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.cuda.EmulatedCuda;

/** The soak on the emulated driver, whose device memory is the process's own. */
class EmulatedCudaSoakTest extends SoakContract {
    @Override
    protected Backend open(int number) {
        return EmulatedCuda.open();
    }

    @Override
    protected int steps() {
        return Integer.getInteger("soak.emulated.steps", 200);
    }

    @Override
    protected int cycles() {
        return Integer.getInteger("soak.emulated.cycles", 20);
    }
}
