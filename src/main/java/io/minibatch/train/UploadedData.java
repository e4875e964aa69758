package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Opened;
import io.minibatch.data.Dataset;
import java.util.IdentityHashMap;
import java.util.Map;

/** Data sets on a backend, each uploaded once. {@link #close} frees them. */
final class UploadedData implements AutoCloseable {
    private final Backend backend;
    private final Opened opened = new Opened();
    private final Map<Dataset, Examples> uploaded = new IdentityHashMap<>();

    UploadedData(Backend backend) {
        this.backend = backend;
    }

    /** Returns a data set on the backend, uploaded by the first call. */
    Examples of(Dataset data) {
        Examples known = uploaded.get(data);
        if (known != null) {
            return known;
        }
        Examples examples = opened.keep(TrainingSession.upload(backend, data));
        uploaded.put(data, examples);
        return examples;
    }

    @Override
    public void close() {
        uploaded.clear();
        opened.close();
    }
}
