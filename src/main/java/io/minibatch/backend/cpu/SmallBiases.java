package io.minibatch.backend.cpu;

import io.minibatch.backend.StepPlan;

/** The biases of a small layer, which do not decay. */
final class SmallBiases implements LazyDecay.Weights {
    /** Rows of a single 1, all in the same place. */
    private static final Rows ONES = new Rows(new float[] {1}, 0, 0);

    private final CpuMatrix memory;
    private final SmallMatrix biases;

    /**
     * @param memory the values of all parameters
     * @param width of the padded rows that the layer gives
     */
    SmallBiases(AlignedArray arrays, CpuMatrix memory, StepPlan.Layer layer, int width) {
        this.memory = (CpuMatrix) layer.biasesOf(memory);
        this.biases = new SmallMatrix(arrays.rows(1, width), 1);
    }

    /** Returns them as a padded row. */
    Rows row() {
        return biases.rows();
    }

    /** {@code b ← b + factor·Σδ}, over the first {@code valid} rows. */
    void update(Rows delta, float factor, int valid) {
        biases.add(ONES, delta, factor, valid);
    }

    @Override
    public void load() {
        System.arraycopy(
                memory.data, memory.offset, biases.rows().data(), biases.rows().start(), memory.columns);
    }

    @Override
    public boolean isStored(double s) {
        boolean same = true;
        for (int j = 0; j < memory.columns; j++) {
            same &= memory.data[memory.offset + j]
                    == biases.rows().data()[biases.rows().start() + j];
        }
        return same;
    }

    @Override
    public void store(double s) {
        System.arraycopy(biases.rows().data(), biases.rows().start(), memory.data, memory.offset, memory.columns);
    }

    @Override
    public void fold(double s) {}
}
