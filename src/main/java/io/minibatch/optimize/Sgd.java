package io.minibatch.optimize;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Transpose;
import io.minibatch.network.DeviceNetwork;

/**
 * Stochastic gradient descent: {@code W ← (1 − ηλ/n)·W − η·Xᵀδ}, {@code b ← b − η·Σδ}, the book's equations (20), (21)
 * and, for L2, (93) and (94). With δ divided by the mini-batch's size, the decay costs nothing: it is the product's beta.
 */
public record Sgd() implements UpdateRule {
    @Override
    public Update onDevice(Backend backend, DeviceNetwork network, Regularizer regularizer, int trainingSize) {
        return new OnDevice(backend, network, regularizer.decayRate(trainingSize));
    }

    private static final class OnDevice implements Update {
        private final Backend backend;
        private final DeviceNetwork network;
        private final double decay;
        /** −η and 1 − ηλ/n. */
        private final Matrix rates;

        OnDevice(Backend backend, DeviceNetwork network, double decay) {
            this.backend = backend;
            this.network = network;
            this.decay = decay;
            this.rates = backend.allocate(1, 2);
        }

        @Override
        public void setLearningRate(double eta) {
            backend.upload(new float[] {(float) -eta, (float) (1 - eta * decay)}, rates);
        }

        @Override
        public void updateWeights(int layer, Matrix input, Matrix delta) {
            backend.gemm(Transpose.A, rates, input, delta, network.weights(layer));
        }

        @Override
        public void updateBiases(Matrix gradient) {
            backend.axpy(rates.view(0, 1, 1), gradient, network.allBiases());
        }

        @Override
        public void close() {
            rates.close();
        }
    }
}
