package io.minibatch.optimize;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.ParameterBlock;
import io.minibatch.backend.Rates;
import io.minibatch.backend.Transpose;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Layer;
import org.jspecify.annotations.Nullable;

/** The whole gradient in one block, and one operation that moves all parameters. */
public final class BlockDescent implements Update {
    private final Backend backend;
    private final DeviceNetwork network;
    private final Batch batch;
    private final UpdateRule rule;
    private final WeightPenalty penalty;
    private final Matrix rates;
    private final Matrix gradient;
    private final @Nullable Matrix state;

    /**
     * Allocates what a rule needs.
     *
     * @param batch says how many steps were done, and how many examples share the penalty
     */
    public BlockDescent(Backend backend, DeviceNetwork network, Batch batch, UpdateRule rule, WeightPenalty penalty) {
        this.backend = backend;
        this.network = network;
        this.batch = batch;
        this.rule = rule;
        this.penalty = penalty;
        int size = network.architecture().parameterCount();
        int stateRows = rule.descent().stateRows();
        this.rates = backend.allocate(1, Rates.SIZE);
        this.gradient = backend.allocate(1, size);
        this.state = stateRows == 0 ? null : backend.allocate(stateRows, size);
    }

    @Override
    public void setRates(double eta, int epoch) {
        backend.upload(rule.rates(eta, epoch, penalty, batch.examples().size()).pack(), rates);
    }

    /** Returns where the gradient of all parameters belongs, in the order of {@link DeviceNetwork#all()}. */
    public Matrix gradient() {
        return gradient;
    }

    @Override
    public BiasGradient biasGradient(int layer) {
        return BiasGradient.of(network.biasesOf(gradient, layer));
    }

    @Override
    public void updateWeights(int layer, Matrix input, Matrix delta) {
        Layer shape = network.architecture().layers().get(layer);
        Matrix target = gradient.view(network.architecture().weightsOffset(layer), shape.inputs(), shape.outputs());
        backend.gemm(Transpose.A, 1, input, delta, 0, target);
    }

    @Override
    public void finish() {
        int weights = network.architecture().weightCount();
        backend.descend(rule.descent(), batch.clock(), rates, new ParameterBlock(network.all(), gradient, state, weights));
    }

    @Override
    public @Nullable Matrix state() {
        return state;
    }

    @Override
    public void close() {
        rates.close();
        gradient.close();
        if (state != null) {
            state.close();
        }
    }
}
