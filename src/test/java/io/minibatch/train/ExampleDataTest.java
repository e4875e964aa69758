package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;

/** With the products that auto chooses, small networks of mostly zero images fused. */
class ExampleDataTest extends ExampleDataContract {
    @Override
    Backend open() {
        return Backends.open("cpu", BackendOptions.withThreads(2)).backend();
    }
}
