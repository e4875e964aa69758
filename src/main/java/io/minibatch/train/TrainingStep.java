package io.minibatch.train;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Objective;
import io.minibatch.backend.Transpose;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.ForwardPass;
import io.minibatch.network.Layer;
import io.minibatch.optimize.Update;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of mini-batch training as a sequence of operations: gather or augment, forward, the output layer, then layer by layer from
 * the last: the delta of the layer before, by the old weights, and the update; at last the limit of the norms. The book's
 * equations (BP1) to (BP4).
 *
 * <p>Its memory is allocated here; {@link #run()} allocates nothing and may be recorded.
 */
public final class TrainingStep implements AutoCloseable {
    private final Backend backend;
    private final Batch batch;
    private final DeviceNetwork network;
    private final Update update;
    private final ForwardPass forward;
    private final @Nullable Augmentation augmentation;
    private final Objective objective;
    private final float maxNorm;
    private final List<Matrix> deltas = new ArrayList<>();

    public TrainingStep(
            Backend backend,
            Batch batch,
            DeviceNetwork network,
            Update update,
            Regularization regularization,
            @Nullable Augmentation augmentation) {
        this.backend = backend;
        this.batch = batch;
        this.network = network;
        this.update = update;
        this.augmentation = augmentation;
        this.forward = new ForwardPass(backend, network, batch.capacity());
        forward.drop(batch, regularization.dropout());
        this.objective = network.architecture().objective(regularization.labelSmoothing());
        this.maxNorm = (float) regularization.maxNorm();
        for (Layer layer : network.architecture().layers()) {
            deltas.add(backend.allocate(batch.capacity(), layer.outputs()));
        }
    }

    public void run() {
        int last = deltas.size() - 1;
        if (augmentation == null) {
            backend.gather(batch, forward.input());
        } else {
            backend.augment(batch, augmentation, forward.input());
        }
        forward.runToProduct();
        Matrix biases = network.biases(last);
        backend.output(objective, batch, biases, forward.output(), deltas.get(last), update.biasGradient(last));
        for (int l = last; l >= 0; l--) {
            if (l > 0) {
                backPropagate(l);
            }
            update.updateWeights(l, forward.inputOf(l), deltas.get(l));
        }
        update.finish();
        for (int l = 0; l <= last && maxNorm > 0; l++) {
            backend.limitNorms(maxNorm, network.weights(l));
        }
    }

    public ForwardPass forward() {
        return forward;
    }

    /** Returns δ of a layer, as {@link #run} left it. */
    public Matrix delta(int layer) {
        return deltas.get(layer);
    }

    /** {@code δˡ⁻¹ = δˡ·Wˡᵀ ⊙ f'}, (BP2). */
    private void backPropagate(int layer) {
        backend.gemm(Transpose.B, 1, deltas.get(layer), network.weights(layer), 0, deltas.get(layer - 1));
        forward.gradient(layer - 1, deltas.get(layer - 1), update.biasGradient(layer - 1));
    }

    @Override
    public void close() {
        forward.close();
        deltas.forEach(Matrix::close);
    }
}
