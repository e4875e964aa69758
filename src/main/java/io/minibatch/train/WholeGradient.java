package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Transpose;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Layer;
import io.minibatch.optimize.Update;
import org.jspecify.annotations.Nullable;

/** Puts the gradient into a block and changes nothing. */
public final class WholeGradient implements Update {
    private final Backend backend;
    private final DeviceNetwork network;
    private Matrix target;

    public WholeGradient(Backend backend, DeviceNetwork network) {
        this.backend = backend;
        this.network = network;
        this.target = network.all();
    }

    /** Says where the gradient belongs, in the order of {@link DeviceNetwork#all()}. */
    public void target(Matrix block) {
        target = block;
    }

    @Override
    public void setRates(double eta, int epoch) {}

    @Override
    public BiasGradient biasGradient(int layer) {
        return BiasGradient.of(network.biasesOf(target, layer));
    }

    @Override
    public void updateWeights(int layer, Matrix input, Matrix delta) {
        Layer shape = network.architecture().layers().get(layer);
        int start = network.architecture().weightsOffset(layer);
        backend.gemm(Transpose.A, 1, input, delta, 0, target.view(start, shape.inputs(), shape.outputs()));
    }

    @Override
    public void finish() {}

    @Override
    public @Nullable Matrix state() {
        return null;
    }

    @Override
    public void close() {}
}
