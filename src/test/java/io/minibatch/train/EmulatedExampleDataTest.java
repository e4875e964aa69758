package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.cuda.EmulatedCuda;

/** On the emulated driver, whose fused steps must leave these examples to single operations. */
class EmulatedExampleDataTest extends ExampleDataContract {
    @Override
    Backend open() {
        return EmulatedCuda.open();
    }
}
