package io.minibatch.step;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.StepPlan;
import io.minibatch.backend.Transpose;
import java.util.List;

/** Puts the gradient of all layers into one block. */
final class WholeGradient implements LayerUpdate {
    private final Backend backend;
    private final List<BiasGradient> biases;
    private final List<Matrix> weights;

    /** @param gradient {@code [1, parameters]}, laid out as the plan says, overwritten by each step */
    WholeGradient(Backend backend, StepPlan plan, Matrix gradient) {
        this.backend = backend;
        biases = plan.layers().stream()
                .map(layer -> BiasGradient.of(layer.biasesOf(gradient)))
                .toList();
        weights = plan.layers().stream().map(layer -> layer.weightsOf(gradient)).toList();
    }

    @Override
    public BiasGradient biasGradient(int layer) {
        return biases.get(layer);
    }

    @Override
    public void updateWeights(int layer, Matrix input, Matrix delta) {
        backend.gemm(Transpose.A, 1, input, delta, 0, weights.get(layer));
    }
}
