package io.minibatch.secondorder;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Objective;
import io.minibatch.network.Architecture;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Layer;
import io.minibatch.train.Evaluator;
import io.minibatch.train.Regularization;
import io.minibatch.train.TrainingStep;
import io.minibatch.train.WholeGradient;

/**
 * The mean cost of a network over all examples at once, plus weight decay, as a function of its parameters. All
 * activations are in memory together.
 */
public final class NetworkCost implements SmoothCost, AutoCloseable {
    private final Backend backend;
    private final DeviceNetwork network;
    private final Batch batch;
    private final Evaluator evaluator;
    private final WholeGradient whole;
    private final TrainingStep step;
    private final Tangents tangents;
    private final Matrix decay;
    private final double decayRate;

    /**
     * Creates the cost.
     *
     * @param lambda λ of L2, divided by the number of examples
     * @throws IllegalArgumentException where a layer has no {@link io.minibatch.backend.Elementwise#curvature}
     */
    public NetworkCost(Backend backend, DeviceNetwork network, Examples examples, double lambda) {
        Architecture architecture = network.architecture();
        requireFit(architecture);
        Objective objective = architecture.objective(0);
        this.backend = backend;
        this.network = network;
        this.batch = backend.allocateBatch(examples, examples.size());
        this.evaluator = new Evaluator(backend, network, examples, objective);
        this.whole = new WholeGradient(backend, network);
        this.step = new TrainingStep(backend, batch, network, whole, Regularization.NONE, null);
        this.tangents = new Tangents(backend, network, step, examples.size());
        this.decay = backend.allocate(1, 1);
        this.decayRate = lambda / examples.size();
        backend.upload(new float[] {(float) decayRate}, decay);
    }

    /** Throws {@link IllegalArgumentException} for layers whose function has no curvature here. */
    public static void requireFit(Architecture architecture) {
        for (Layer layer : architecture.layers()) {
            if (layer.activation().function().curvature().isEmpty()) {
                throw new IllegalArgumentException(
                        layer.activation().label() + " layers have no second derivative here; use another activation");
            }
        }
    }

    @Override
    public Backend backend() {
        return backend;
    }

    @Override
    public Matrix point() {
        return network.all();
    }

    @Override
    public double value() {
        Matrix weights = weightsOf(network.all());
        return evaluator.evaluate().meanCost() + 0.5 * decayRate * backend.dot(weights, weights);
    }

    @Override
    public void gradient(Matrix target) {
        backend.rewind(batch);
        whole.target(target);
        step.run();
        backend.axpy(decay, weightsOf(network.all()), weightsOf(target));
    }

    @Override
    public void curvature(Matrix v, Matrix target, boolean gaussNewton) {
        tangents.curvature(v, target, gaussNewton);
        backend.axpy(decay, weightsOf(v), weightsOf(target));
    }

    private Matrix weightsOf(Matrix block) {
        return block.view(0, 1, network.architecture().weightCount());
    }

    @Override
    public void close() {
        tangents.close();
        step.close();
        evaluator.close();
        batch.close();
        decay.close();
    }
}
