package io.minibatch.backend.cpu;

import io.minibatch.backend.StepPlan;

/**
 * The weights of a small layer, and their transpose, by which errors propagate. Both take the same changes to the bit.
 */
final class SmallWeights implements LazyDecay.Weights {
    private final CpuMatrix memory;
    private final int inputs;
    private final int outputs;
    private final SmallMatrix matrix;
    private final SmallMatrix transpose;

    /**
     * @param memory the values of all parameters
     * @param inputWidth of the padded rows that the layer takes
     */
    SmallWeights(AlignedArray arrays, CpuMatrix memory, StepPlan.Layer layer, int inputWidth) {
        this.memory = (CpuMatrix) layer.weightsOf(memory);
        this.inputs = layer.inputs();
        this.outputs = layer.outputs();
        this.matrix = new SmallMatrix(arrays.rows(inputs, SmallMatrix.paddedWidth(outputs)), inputs);
        this.transpose = new SmallMatrix(arrays.rows(outputs, inputWidth), outputs);
    }

    /** {@code z ← s·a·V}, for the rows from {@code from} to before {@code to}. */
    void multiply(Rows a, float s, Rows z, int from, int to) {
        for (int row = from; row < to; row++) {
            matrix.multiply(a.data(), a.row(row), s, z.data(), z.row(row));
        }
    }

    /** {@code δ' ← s·δ·Vᵀ}, for the rows from {@code from} to before {@code to}. */
    void propagate(Rows delta, float s, Rows before, int from, int to) {
        for (int row = from; row < to; row++) {
            transpose.multiply(delta.data(), delta.row(row), s, before.data(), before.row(row));
        }
    }

    /** {@code V ← V + factor·aᵀ·δ}, over the first {@code valid} rows. */
    void update(Rows a, Rows delta, float factor, int valid) {
        matrix.add(a, delta, factor, valid);
        transpose.add(delta, a, factor, valid);
    }

    private int at(int i, int j) {
        return matrix.rows().row(i) + j;
    }

    @Override
    public void load() {
        float[] v = matrix.rows().data();
        for (int i = 0; i < inputs; i++) {
            System.arraycopy(memory.data, memory.offset + i * outputs, v, at(i, 0), outputs);
        }
        turn();
    }

    private void turn() {
        float[] v = matrix.rows().data();
        for (int i = 0; i < inputs; i++) {
            for (int j = 0; j < outputs; j++) {
                transpose.rows().data()[transpose.rows().row(j) + i] = v[at(i, j)];
            }
        }
    }

    @Override
    public boolean isStored(double s) {
        float[] v = matrix.rows().data();
        boolean same = true;
        for (int i = 0; i < inputs; i++) {
            for (int j = 0; j < outputs; j++) {
                same &= memory.data[memory.offset + i * outputs + j] == (float) (s * v[at(i, j)]);
            }
        }
        return same;
    }

    @Override
    public void store(double s) {
        float[] v = matrix.rows().data();
        for (int i = 0; i < inputs; i++) {
            for (int j = 0; j < outputs; j++) {
                memory.data[memory.offset + i * outputs + j] = (float) (s * v[at(i, j)]);
            }
        }
    }

    @Override
    public void fold(double s) {
        float[] v = matrix.rows().data();
        for (int i = 0; i < inputs; i++) {
            for (int j = 0; j < outputs; j++) {
                v[at(i, j)] = (float) (s * v[at(i, j)]);
            }
        }
        turn();
    }
}
