package io.minibatch;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.model.Model;
import io.minibatch.network.Predictor;

/** A model on its device. Threads may share it. */
final class Answers implements AutoCloseable {
    private final Model model;
    private final Backend backend;
    private final String device;
    private boolean closed;

    Answers(Model model, Device device) {
        this.model = model;
        Backends.Choice choice = device.open(BackendOptions.defaults());
        this.backend = choice.backend();
        this.device = choice.reason();
    }

    Model model() {
        return model;
    }

    String device() {
        return device;
    }

    /**
     * Runs the model over pixels.
     *
     * @param pixels {@code [count, inputs]} unsigned bytes
     */
    synchronized Predictor.Answers to(byte[] pixels) {
        if (closed) {
            throw new IllegalStateException("the model is closed");
        }
        requireWhole(pixels.length);
        return Predictor.answer(backend, model.network(), pixels);
    }

    /** Runs the model over rows of numbers, each as the training data had them. */
    synchronized Predictor.Answers to(float[][] rows) {
        throw new UnsupportedOperationException("floats");
    }

    private void requireWhole(int length) {
        int inputs = model.network().architecture().inputs();
        if (length == 0 || length % inputs != 0) {
            throw new IllegalArgumentException("an example has " + length + " values: must be " + inputs);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            backend.close();
        }
    }
}
