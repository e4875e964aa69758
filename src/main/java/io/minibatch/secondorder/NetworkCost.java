package io.minibatch.secondorder;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Objective;
import io.minibatch.backend.Opened;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import io.minibatch.network.Architecture;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.DropoutRates;
import io.minibatch.network.Layer;
import io.minibatch.step.UnfusedStep;
import io.minibatch.train.Evaluator;

/**
 * The mean cost of a network over all examples at once, plus weight decay, as a function of its parameters. All
 * activations are in memory together.
 */
public final class NetworkCost implements SmoothCost, AutoCloseable {
    private final Backend backend;
    private final DeviceNetwork network;
    private final Opened opened = new Opened();
    private final StepMemory memory;
    private final Evaluator evaluator;
    private final UnfusedStep step;
    private final Tangents tangents;
    private final Matrix decay;
    private final double decayRate;

    /**
     * Creates the cost.
     *
     * @param lambda λ of L2, divided by the number of examples
     * @throws IllegalArgumentException if a layer has no {@link io.minibatch.backend.Elementwise#curvature}
     */
    public NetworkCost(Backend backend, DeviceNetwork network, Examples examples, double lambda) {
        Architecture architecture = network.architecture();
        requireFit(architecture);
        Objective objective = architecture.objective(0);
        this.backend = backend;
        this.network = network;
        this.decayRate = lambda / examples.size();
        StepPlan plan = architecture.plan(examples.size(), DropoutRates.NONE, 0);
        try {
            this.evaluator = opened.keep(new Evaluator(backend, network, examples, objective));
            this.memory = opened.keep(StepMemory.allocate(backend, plan, examples, network.all()));
            this.step = opened.keep(new UnfusedStep(backend, plan, memory));
            this.tangents = opened.keep(new Tangents(backend, network, step, examples.size()));
            this.decay = opened.keep(backend.allocate(1, 1));
        } catch (RuntimeException | Error failed) {
            opened.close();
            throw failed;
        }
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
        backend.rewind(memory.batch());
        step.run();
        backend.copy(memory.parameters().gradient(), target);
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
        opened.close();
    }
}
