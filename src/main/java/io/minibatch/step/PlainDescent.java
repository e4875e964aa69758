package io.minibatch.step;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Rates;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import io.minibatch.backend.Transpose;
import java.util.List;

/**
 * Gradient descent without the weights' gradient in memory: {@code W ← (1 − ηλ/n)·W − η·Xᵀδ}, {@code b ← b − η·Σδ}, the
 * book's equations (20), (21) and, for L2, (93) and (94). With δ divided by the mini-batch's size, the decay costs
 * nothing: it is the product's beta.
 */
final class PlainDescent implements LayerUpdate {
    private final Backend backend;
    private final Matrix alphaBeta;
    private final List<BiasGradient> biases;
    private final List<Matrix> weights;

    PlainDescent(Backend backend, StepPlan plan, StepMemory memory) {
        this.backend = backend;
        Matrix values = memory.parameters().values();
        Matrix gradient = memory.parameters().gradient();
        Matrix negativeEta = memory.rates().view(Rates.PRODUCT, 1, 1);
        alphaBeta = memory.rates().view(Rates.PRODUCT, 1, 2);
        biases = plan.layers().stream()
                .map(layer -> new BiasGradient(layer.biasesOf(gradient), negativeEta, layer.biasesOf(values)))
                .toList();
        weights = plan.layers().stream().map(layer -> layer.weightsOf(values)).toList();
    }

    @Override
    public BiasGradient biasGradient(int layer) {
        return biases.get(layer);
    }

    @Override
    public void updateWeights(int layer, Matrix input, Matrix delta) {
        backend.gemm(Transpose.A, alphaBeta, input, delta, weights.get(layer));
    }
}
