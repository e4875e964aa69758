package io.minibatch;

import io.minibatch.train.TrainingListener;

/** Stops a run whose thread was interrupted. */
final class InterruptListener implements TrainingListener {
    @Override
    public boolean shouldStop() {
        return Thread.currentThread().isInterrupted();
    }
}
