package io.minibatch.backend.cpu;

import io.minibatch.backend.Inference;
import io.minibatch.backend.Objective;
import io.minibatch.backend.StepPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The forward pass row by row. Each layer skips the zeros of its input. */
final class CpuInference implements Inference, Operation {
    /** Nanoseconds in which a row is multiplied with so many weights. */
    private static final int WEIGHTS_PER_NANOSECOND = 16;

    private final CpuBackend backend;
    private final StepPlan plan;
    private final List<InferenceLayer> layers = new ArrayList<>();
    private final CpuMatrix logits;
    private final CpuMatrix outputs;
    private final Softmax softmax;
    private int rows;
    private boolean closed;

    CpuInference(CpuBackend backend, StepPlan plan, CpuMatrix parameters) {
        this.backend = backend;
        this.plan = plan;
        RowProduct product = RowProduct.of(backend.usesVectors());
        AlignedArray arrays = new AlignedArray();
        for (StepPlan.Layer layer : plan.layers()) {
            layers.add(InferenceLayer.of(arrays, product, layer, parameters, plan.capacity()));
        }
        int classes = plan.layers().get(layers.size() - 1).outputs();
        logits = new CpuMatrix(backend, plan.capacity(), classes);
        outputs = new CpuMatrix(backend, plan.capacity(), classes);
        softmax = new Softmax(new CpuMatrix(backend, 1, classes), outputs, backend.usesVectors());
    }

    @Override
    public int capacity() {
        return plan.capacity();
    }

    @Override
    public void put(int row, byte[] bytes, int start) {
        layers.get(0).x().put(row, bytes, start);
    }

    @Override
    public void put(int row, float[] values, int start) {
        layers.get(0).x().put(row, values, start);
    }

    @Override
    public void run(int count) {
        if (closed) {
            throw new IllegalStateException("run: the inference is closed");
        }
        CpuExecution execution = backend.execution();
        execution.begin("run");
        try {
            rows = count;
            execution.eager("run", this);
        } finally {
            execution.end();
        }
    }

    @Override
    public int length() {
        return rows;
    }

    @Override
    public long work() {
        return (long) rows * plan.weightCount() / WEIGHTS_PER_NANOSECOND;
    }

    @Override
    public void run(int from, int to) {
        int last = layers.size() - 1;
        for (int l = 0; l < last; l++) {
            InferenceLayer layer = layers.get(l);
            Rows z = layer.z();
            layer.run(from, to);
            Functions.apply(backend.usesVectors(), plan.layers().get(l).function(), z.data(), z.row(from), z.row(to));
            for (int row = from; row < to; row++) {
                layers.get(l + 1).x().put(row, z.data(), z.row(row));
            }
        }
        InferenceLayer output = layers.get(last);
        output.run(from, to);
        int classes = logits.columns;
        for (int row = from; row < to; row++) {
            System.arraycopy(output.z().data(), output.z().row(row), logits.data, row * classes, classes);
        }
        activate(from, to);
    }

    private void activate(int from, int to) {
        int start = from * outputs.columns;
        int end = to * outputs.columns;
        System.arraycopy(logits.data, start, outputs.data, start, end - start);
        Objective objective = plan.objective();
        if (objective.softmax()) {
            softmax.run(from, to);
        } else {
            Functions.apply(backend.usesVectors(), objective.function(), outputs.data, start, end);
        }
    }

    @Override
    public float[] logits() {
        return logits.data;
    }

    @Override
    public float[] outputs() {
        return outputs.data;
    }

    @Override
    public float[] computed(int layer, int row) {
        Rows z = layers.get(layer).z();
        return Arrays.copyOfRange(
                z.data(), z.row(row), z.row(row) + plan.layers().get(layer).outputs());
    }

    @Override
    public void close() {
        closed = true;
    }
}
