package io.minibatch.network;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Inference;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Objective;
import io.minibatch.backend.Opened;
import io.minibatch.backend.Step;
import io.minibatch.backend.StepPlan;
import java.util.Arrays;

/**
 * The forward pass as one recorded step of single operations, over all rows of the capacity, whatever the number of
 * rows put.
 */
final class UnfusedInference implements Inference {
    private static final float WHITE = 255;

    private final Backend backend;
    private final StepPlan plan;
    private final Opened opened = new Opened();
    private final ForwardPass forward;
    private final Matrix deviceLogits;
    private final Step step;
    private final int inputs;
    private final int classes;
    private final float[] input;
    private final float[] logits;
    private final float[] outputs;
    private boolean closed;

    /** @param parameters laid out as the plan says; they must not change while this is open */
    UnfusedInference(Backend backend, StepPlan plan, Matrix parameters) {
        this.backend = backend;
        this.plan = plan;
        this.inputs = plan.layers().get(0).inputs();
        this.classes = plan.layers().get(plan.layers().size() - 1).outputs();
        this.input = new float[Math.multiplyExact(plan.capacity(), inputs)];
        this.logits = new float[Math.multiplyExact(plan.capacity(), classes)];
        this.outputs = new float[logits.length];
        try {
            forward = opened.keep(new ForwardPass(backend, plan, parameters));
            deviceLogits = opened.keep(backend.allocate(plan.capacity(), classes));
            Matrix noBias = opened.keep(backend.allocate(1, classes));
            step = opened.keep(backend.record(() -> record(noBias)));
        } catch (RuntimeException | Error failed) {
            opened.close();
            throw failed;
        }
    }

    /** Asks for the operations. The biases are part of the logits, so the output function adds none. */
    private void record(Matrix noBias) {
        forward.runToLogits();
        backend.copy(forward.output(), deviceLogits);
        Objective objective = plan.objective();
        if (objective.softmax()) {
            backend.softmax(noBias, forward.output());
        } else {
            backend.activate(objective.function(), noBias, forward.output());
        }
    }

    @Override
    public int capacity() {
        return plan.capacity();
    }

    @Override
    public void put(int row, byte[] bytes, int start) {
        for (int j = 0; j < inputs; j++) {
            input[row * inputs + j] = (bytes[start + j] & 0xFF) / WHITE;
        }
    }

    @Override
    public void put(int row, float[] values, int start) {
        System.arraycopy(values, start, input, row * inputs, inputs);
    }

    @Override
    public void run(int rows) {
        if (closed) {
            throw new IllegalStateException("run: the inference is closed");
        }
        backend.upload(Arrays.copyOf(input, rows * inputs), forward.input().view(0, rows, inputs));
        step.run(1);
        download(deviceLogits, logits, rows);
        download(forward.output(), outputs, rows);
    }

    private void download(Matrix source, float[] target, int rows) {
        float[] valid = new float[rows * classes];
        backend.download(source.view(0, rows, classes), valid);
        System.arraycopy(valid, 0, target, 0, valid.length);
    }

    @Override
    public float[] logits() {
        return logits;
    }

    @Override
    public float[] outputs() {
        return outputs;
    }

    @Override
    public float[] computed(int layer, int row) {
        boolean hidden = layer < plan.layers().size() - 1;
        Matrix all = hidden ? forward.inputOf(layer + 1) : deviceLogits;
        float[] values = new float[all.columns()];
        backend.download(all.view(row * all.columns(), 1, all.columns()), values);
        return values;
    }

    @Override
    public void close() {
        closed = true;
        opened.close();
    }
}
