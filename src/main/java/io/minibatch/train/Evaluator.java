package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Objective;
import io.minibatch.backend.Opened;
import io.minibatch.backend.Step;
import io.minibatch.backend.Tally;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.ForwardPass;

/** Evaluates the cost and accuracy of a network on a data set, in large mini-batches. */
public final class Evaluator implements AutoCloseable {
    private static final int CAPACITY = 1000;

    private final Backend backend;
    private final Batch batch;
    private final Tally tally;
    private final Step step;
    private final Opened opened = new Opened();

    /** Allocates the memory of a mini-batch; frees it where that fails. */
    public Evaluator(Backend backend, DeviceNetwork network, Examples examples, Objective objective) {
        int capacity = Math.min(CAPACITY, examples.size());
        this.backend = backend;
        try {
            batch = opened.keep(backend.allocateBatch(examples, capacity));
            tally = opened.keep(backend.allocateTally(capacity));
            ForwardPass forward = opened.keep(new ForwardPass(backend, network, capacity));
            step = opened.keep(backend.record(() -> {
                backend.gather(batch, forward.input());
                forward.runToLogits();
                backend.tally(objective, batch, forward.output(), tally);
            }));
        } catch (RuntimeException | Error failed) {
            opened.close();
            throw failed;
        }
    }

    /** Returns the sums over all examples; the cost is without the regularizer's penalty. */
    public Tally.Totals evaluate() {
        backend.rewind(batch);
        step.run(batch.batchesPerEpoch());
        return backend.take(tally);
    }

    @Override
    public void close() {
        opened.close();
    }
}
