package io.minibatch.secondorder;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Curvature;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Transpose;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.ForwardPass;
import io.minibatch.network.Layer;
import io.minibatch.step.UnfusedStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Products of the Hessian with vectors by the R-operator (Pearlmutter 1994): every quantity of the forward and the
 * backward pass is differentiated along a direction V of the parameters. With Rz = Ra₀·W + a₀·V + v:
 *
 * <pre>
 *   Ra  = f' ⊙ Rz
 *   Rδ₀ = (Rδ·Wᵀ + δ·Vᵀ) ⊙ f' + δ₀ ⊙ f''/f' ⊙ Rz₀
 *   H·V = a₀ᵀ·Rδ + Ra₀ᵀ·δ
 * </pre>
 *
 * where ₀ marks the layer before. Without the three terms that have δ or δ₀ in them it is the Gauss–Newton product
 * (Schraudolph 2002). {@code f''/f'} is the function's {@link Curvature}.
 */
final class Tangents implements AutoCloseable {
    private final Backend backend;
    private final DeviceNetwork network;
    private final List<Layer> layers;
    private final UnfusedStep step;
    private final List<Matrix> rz = new ArrayList<>();
    private final List<Matrix> ra = new ArrayList<>();
    private final List<Matrix> rdelta = new ArrayList<>();
    private final List<Matrix> products = new ArrayList<>();

    /** Numbers on the device, {@code [1, 1]} each. */
    private final Map<Float, Matrix> coefficients = new HashMap<>();

    private final Matrix sums;
    private final Matrix ones;
    private final Matrix rowSums;
    private final Matrix meaned;

    /** Allocates for as many rows as the step's mini-batch has, all of them valid. */
    Tangents(Backend backend, DeviceNetwork network, UnfusedStep step, int rows) {
        this.backend = backend;
        this.network = network;
        this.layers = network.architecture().layers();
        this.step = step;
        int widest = 0;
        for (Layer layer : layers) {
            rz.add(backend.allocate(rows, layer.outputs()));
            ra.add(backend.allocate(rows, layer.outputs()));
            rdelta.add(backend.allocate(rows, layer.outputs()));
            products.add(backend.allocate(rows, layer.outputs()));
            widest = Math.max(widest, layer.outputs());
            Curvature curvature = curvature(layer);
            for (float number : new float[] {curvature.constant(), curvature.factor()}) {
                coefficients.computeIfAbsent(number, value -> filled(1, 1, value));
            }
        }
        int outputs = network.architecture().outputs();
        sums = backend.allocate(1, widest);
        ones = filled(1, outputs, 1);
        rowSums = backend.allocate(rows, 1);
        meaned = filled(1, 1, 1f / rows);
    }

    private Matrix filled(int rows, int columns, float value) {
        Matrix matrix = backend.allocate(rows, columns);
        float[] values = new float[rows * columns];
        Arrays.fill(values, value);
        backend.upload(values, matrix);
        return matrix;
    }

    /** {@code target ← H·v}, at the point where the step was last run. */
    void curvature(Matrix v, Matrix target, boolean gaussNewton) {
        ForwardPass forward = step.forward();
        for (int l = 0; l < layers.size(); l++) {
            backend.gemm(Transpose.NONE, 1, forward.inputOf(l), weights(v, l), 0, rz.get(l));
            if (l > 0) {
                backend.gemm(Transpose.NONE, 1, ra.get(l - 1), network.weights(l), 1, rz.get(l));
            }
            backend.activate(Elementwise.IDENTITY, network.biasesOf(v, l), rz.get(l));
            activate(l);
        }
        outputDelta(gaussNewton);
        for (int l = layers.size() - 1; l >= 0; l--) {
            backend.gemm(Transpose.A, 1, forward.inputOf(l), rdelta.get(l), 0, weights(target, l));
            if (!gaussNewton && l > 0) {
                backend.gemm(Transpose.A, 1, ra.get(l - 1), step.delta(l), 1, weights(target, l));
            }
            BiasGradient sumsOfRows = BiasGradient.of(network.biasesOf(target, l));
            backend.activationGradient(Elementwise.IDENTITY, rz.get(l), rdelta.get(l), sumsOfRows, null);
            if (l > 0) {
                backPropagate(v, l, gaussNewton);
            }
        }
    }

    /** {@code Ra = f' ⊙ Rz}; for softmax {@code a ⊙ (Rz − 1·Σ a ⊙ Rz)}, the sum over a row. */
    private void activate(int l) {
        backend.copy(rz.get(l), ra.get(l));
        if (layers.get(l).activation() != Activation.SOFTMAX) {
            multiplyByDerivative(l, ra.get(l));
            return;
        }
        Matrix a = step.forward().output();
        Matrix product = products.get(l);
        backend.multiply(a, rz.get(l), product);
        backend.rowSums(product, rowSums);
        backend.gemm(Transpose.NONE, -1, rowSums, ones, 1, ra.get(l));
        backend.multiply(a, ra.get(l), ra.get(l));
    }

    /** {@code Rδ = Ra/m}, for the quadratic cost {@code Ra/m ⊙ f' + δ ⊙ f''/f' ⊙ Rz}. */
    private void outputDelta(boolean gaussNewton) {
        int last = layers.size() - 1;
        Architecture architecture = network.architecture();
        Elementwise outputGradient = architecture.objective(0).outputGradient();
        backend.copy(ra.get(last), rdelta.get(last));
        backend.scale(meaned, rdelta.get(last));
        if (outputGradient != Elementwise.IDENTITY) {
            multiplyByDerivative(last, rdelta.get(last));
            if (!gaussNewton) {
                addSecondDerivative(last);
            }
        }
    }

    private void backPropagate(Matrix v, int layer, boolean gaussNewton) {
        Matrix before = rdelta.get(layer - 1);
        backend.gemm(Transpose.B, 1, rdelta.get(layer), network.weights(layer), 0, before);
        if (!gaussNewton) {
            backend.gemm(Transpose.B, 1, step.delta(layer), weights(v, layer), 1, before);
        }
        multiplyByDerivative(layer - 1, before);
        if (!gaussNewton) {
            addSecondDerivative(layer - 1);
        }
    }

    private void multiplyByDerivative(int layer, Matrix values) {
        Elementwise function = layers.get(layer).activation().function();
        Matrix a = step.forward().inputOf(layer + 1);
        backend.activationGradient(function, a, values, unread(values), null);
    }

    /** {@code Rδ ← Rδ + δ ⊙ f''/f' ⊙ Rz}. */
    private void addSecondDerivative(int layer) {
        Curvature curvature = curvature(layers.get(layer));
        if (curvature.equals(Curvature.NONE)) {
            return;
        }
        Matrix a = step.forward().inputOf(layer + 1);
        Matrix product = products.get(layer);
        backend.multiply(step.delta(layer), rz.get(layer), product);
        if (curvature.constant() != 0) {
            backend.axpy(coefficient(curvature.constant()), product, rdelta.get(layer));
        }
        if (curvature.derivativeOf() == null) {
            backend.multiply(a, product, product);
        } else {
            backend.activationGradient(curvature.derivativeOf(), a, product, unread(product), null);
        }
        backend.axpy(coefficient(curvature.factor()), product, rdelta.get(layer));
    }

    private static Curvature curvature(Layer layer) {
        return layer.activation().function().curvature().orElseThrow();
    }

    private Matrix coefficient(float number) {
        return Objects.requireNonNull(coefficients.get(number));
    }

    private BiasGradient unread(Matrix values) {
        return BiasGradient.of(sums.view(0, 1, values.columns()));
    }

    private Matrix weights(Matrix block, int layer) {
        Layer shape = layers.get(layer);
        return block.view(network.architecture().weightsOffset(layer), shape.inputs(), shape.outputs());
    }

    @Override
    public void close() {
        for (List<Matrix> matrices : List.of(rz, ra, rdelta, products, List.of(sums, ones, rowSums, meaned))) {
            matrices.forEach(Matrix::close);
        }
        coefficients.values().forEach(Matrix::close);
    }
}
