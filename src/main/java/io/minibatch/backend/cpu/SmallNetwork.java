package io.minibatch.backend.cpu;

import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Objective;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of a network that fits into the nearest caches: plain gradient descent over lists of bytes that are not 0,
 * all weights and activations padded and aligned. The activations of an image go forwards and its error backwards while
 * both are in the nearest cache; then all weights change.
 */
final class SmallNetwork {
    private final SparseBatch batch;
    private final SparseWeights first;
    private final LazyDecay decay;
    private final List<Operation> operations = new ArrayList<>();

    /** Of the layers behind the first. */
    private final SmallWeights[] weights;

    private final SmallLayer[] layers;

    // The output layer's activations and errors, unpadded, and the operations on them by rows.
    private final CpuMatrix outputs;
    private final CpuMatrix errors;
    private final Operation outputDelta;
    private final boolean outputDerivative;

    SmallNetwork(CpuBackend backend, StepPlan plan, StepMemory memory, NonZeros lists) {
        CpuBatch examples = (CpuBatch) memory.batch();
        CpuMatrix values = (CpuMatrix) memory.parameters().values();
        Objective objective = plan.objective();
        int last = plan.layers().size() - 1;
        int classes = plan.layers().get(last).outputs();
        batch = new SparseBatch(examples, lists);
        first = new SparseWeights(values, plan.layers().get(0));
        outputs = new CpuMatrix(backend, plan.capacity(), classes);
        errors = new CpuMatrix(backend, plan.capacity(), classes);
        outputDelta = new OutputDelta(examples, objective.targets(), outputs, errors);
        outputDerivative = objective.outputGradient() != Elementwise.IDENTITY;
        weights = new SmallWeights[last];
        layers = new SmallLayer[last + 1];
        AlignedArray arrays = new AlignedArray();
        List<LazyDecay.Weights> decaying = new ArrayList<>(List.of(first));
        for (int l = 0; l <= last; l++) {
            StepPlan.Layer layer = plan.layers().get(l);
            int width = l == 0 ? SparseWeights.paddedWidth(layer.outputs()) : SmallMatrix.paddedWidth(layer.outputs());
            if (l > 0) {
                weights[l - 1] = new SmallWeights(
                        arrays, values, layer, layers[l - 1].a().width());
                decaying.add(weights[l - 1]);
            }
            SmallBiases biases = new SmallBiases(arrays, values, layer, width);
            decaying.add(biases);
            Rows a = arrays.rows(plan.capacity(), width);
            Rows delta = arrays.rows(plan.capacity(), width);
            CpuMatrix row = new CpuMatrix(backend, biases.row(), 1);
            Operation activate;
            if (l < last) {
                CpuMatrix all = new CpuMatrix(backend, a, plan.capacity());
                activate = new Activate(layer.function(), row, all, all, null, true);
            } else {
                CpuMatrix unpadded = (CpuMatrix) row.view(0, 1, classes);
                activate = objective.softmax()
                        ? new Softmax(unpadded, outputs, true)
                        : new Activate(objective.function(), unpadded, outputs, outputs, null, true);
            }
            layers[l] = new SmallLayer(
                    l < last ? layer.function() : objective.outputGradient(), biases, a, delta, activate);
        }
        decay = new LazyDecay((CpuMatrix) memory.rates(), examples.clock(), decaying);
        operations.add(new ForwardAndBackward());
        operations.add(new LazyDecay.Begin(decay));
        operations.add(new Change());
        operations.addAll(new SparseGradient(batch, first, decay, layers[0].delta()).operations());
        operations.add(new LazyDecay.End(decay));
    }

    /** Returns the operations of a step, in order. */
    List<Operation> operations() {
        return operations;
    }

    /** Activations forwards and errors backwards, by rows. */
    private final class ForwardAndBackward implements Operation {
        /** Rows whose activations and errors stay in the nearest cache. */
        private static final int TOGETHER = 16;

        @Override
        public int length() {
            return batch.capacity();
        }

        @Override
        public long work() {
            return 2 * batch.work(layers[0].a().width());
        }

        @Override
        public void beforeSteps() {
            decay.open();
        }

        @Override
        public void begin() {
            batch.advance();
        }

        @Override
        public void run(int from, int to) {
            int valid = Math.min(to, batch.valid());
            for (int start = from; start < valid; start += TOGETHER) {
                int end = Math.min(start + TOGETHER, valid);
                forward(start, end);
                output(start, end);
                backward(start, end);
            }
        }

        private void forward(int from, int to) {
            float s = decay.factor();
            Rows a = layers[0].a();
            batch.fetch(from, to);
            for (int row = from; row < to; row++) {
                first.multiply(batch.lists(), batch.example(row), s, a.data(), a.row(row));
            }
            for (int l = 0; l < weights.length; l++) {
                layers[l].activate().run(from, to);
                weights[l].multiply(layers[l].a(), s, layers[l + 1].a(), from, to);
            }
        }

        private void output(int from, int to) {
            SmallLayer last = layers[weights.length];
            copy(last.a(), Rows.of(outputs), from, to);
            last.activate().run(from, to);
            outputDelta.run(from, to);
            copy(Rows.of(errors), last.delta(), from, to);
            if (outputDerivative) {
                copy(Rows.of(outputs), last.a(), from, to);
                last.multiplyByDerivative(from, to);
            }
        }

        private void copy(Rows source, Rows target, int from, int to) {
            for (int row = from; row < to; row++) {
                System.arraycopy(source.data(), source.row(row), target.data(), target.row(row), outputs.columns);
            }
        }

        private void backward(int from, int to) {
            float s = decay.factor();
            for (int l = weights.length; l > 0; l--) {
                weights[l - 1].propagate(layers[l].delta(), s, layers[l - 1].delta(), from, to);
                layers[l - 1].multiplyByDerivative(from, to);
            }
        }
    }

    /** All biases, and the weights of all layers but the first. */
    private final class Change implements Undivided {
        @Override
        public void run() {
            int valid = batch.valid();
            float eta = decay.negativeEta();
            float factor = decay.gradientFactor();
            for (int l = 0; l <= weights.length; l++) {
                layers[l].biases().update(layers[l].delta(), eta, valid);
                if (l > 0) {
                    weights[l - 1].update(layers[l - 1].a(), layers[l].delta(), factor, valid);
                }
            }
        }
    }
}
