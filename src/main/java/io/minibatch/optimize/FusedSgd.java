package io.minibatch.optimize;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Transpose;
import io.minibatch.network.Architecture;
import io.minibatch.network.DeviceNetwork;
import org.jspecify.annotations.Nullable;

/**
 * Gradient descent without a gradient in memory: {@code W ← (1 − ηλ/n)·W − η·Xᵀδ}, {@code b ← b − η·Σδ}, the book's equations
 * (20), (21) and, for L2, (93) and (94). With δ divided by the mini-batch's size, the decay costs nothing: it is the
 * product's beta.
 */
final class FusedSgd implements Update {
    private final Backend backend;
    private final DeviceNetwork network;
    private final double decay;
    /** −η and 1 − ηλ/n. */
    private final Matrix rates;

    /** The sums of the rows of δ of all layers; after the biases' steps nothing reads them. */
    private final Matrix biasGradient;

    FusedSgd(Backend backend, DeviceNetwork network, double decay) {
        this.backend = backend;
        this.network = network;
        this.decay = decay;
        this.rates = backend.allocate(1, 2);
        this.biasGradient = backend.allocate(
                1, network.all().size() - network.architecture().weightCount());
    }

    @Override
    public void setRates(double eta, int epoch) {
        backend.upload(new float[] {(float) -eta, (float) (1 - eta * decay)}, rates);
    }

    @Override
    public BiasGradient biasGradient(int layer) {
        Architecture architecture = network.architecture();
        Matrix biases = network.biases(layer);
        int start = architecture.biasesOffset(layer) - architecture.weightCount();
        return new BiasGradient(biasGradient.view(start, 1, biases.columns()), rates.view(0, 1, 1), biases);
    }

    @Override
    public void updateWeights(int layer, Matrix input, Matrix delta) {
        backend.gemm(Transpose.A, rates, input, delta, network.weights(layer));
    }

    @Override
    public void finish() {}

    @Override
    public @Nullable Matrix state() {
        return null;
    }

    @Override
    public void close() {
        rates.close();
        biasGradient.close();
    }
}
