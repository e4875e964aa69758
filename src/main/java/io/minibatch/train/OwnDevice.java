package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Step;
import io.minibatch.data.Dataset;

/** A backend that one training has for itself. {@link #close} frees the data, and leaves the backend open. */
final class OwnDevice implements TrainingDevice, AutoCloseable {
    private final Backend backend;
    private final UploadedData data;
    private final Pace pace;

    OwnDevice(Backend backend) {
        this.backend = backend;
        data = new UploadedData(backend);
        pace = new Pace(backend::synchronize);
    }

    @Override
    public Backend backend() {
        return backend;
    }

    @Override
    public Examples examples(Dataset dataset) {
        return data.of(dataset);
    }

    @Override
    public int run(Step step, int most) {
        pace.restart();
        int times = pace.next(most);
        step.run(times);
        pace.ran(times);
        return times;
    }

    @Override
    public void close() {
        data.close();
    }
}
