package io.minibatch.optimize;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Descent;
import io.minibatch.backend.Matrix;
import io.minibatch.network.DeviceNetwork;
import org.jspecify.annotations.Nullable;

/** An {@link UpdateRule} with its memory on a device. Its operations may be recorded. */
public interface Update extends AutoCloseable {
    /**
     * Sets the rates of an epoch, for the steps that follow; not to be recorded.
     *
     * @param eta the learning rate η
     * @param epoch counted from 0
     */
    void setRates(double eta, int epoch);

    /** Returns where the gradient of a layer's biases belongs, and perhaps the step that is taken by it at once. */
    BiasGradient biasGradient(int layer);

    /**
     * Takes a layer's gradient {@code Xᵀ·δ}, and perhaps changes its weights at once: everything that the error of the
     * layer before needs must have been computed.
     *
     * @param input X, {@code [capacity, inputs]}
     * @param delta δ, the derivative of the mean cost by z, {@code [capacity, outputs]}
     */
    void updateWeights(int layer, Matrix input, Matrix delta);

    /** Changes all that is not yet changed. */
    void finish();

    /** Returns what the rule keeps from step to step, null for rules that keep nothing. */
    @Nullable
    Matrix state();

    @Override
    void close();

    /**
     * Allocates what a rule needs.
     *
     * @param batch says how many steps were done
     */
    static Update onDevice(
            Backend backend, DeviceNetwork network, Batch batch, UpdateRule rule, WeightPenalty penalty) {
        int size = batch.examples().size();
        return rule.descent() == Descent.SGD && penalty.l1() == 0
                ? new FusedSgd(backend, network, penalty.l2() / size)
                : new BlockDescent(backend, network, batch, rule, penalty);
    }
}
