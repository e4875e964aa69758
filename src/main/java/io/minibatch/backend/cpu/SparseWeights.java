package io.minibatch.backend.cpu;

import io.minibatch.backend.StepPlan;

/**
 * A first layer's weights by {@link Panel}s of columns, the last columns padded with zeros.
 *
 * <p>A panel's rows lie together, so that the cache holds those that a mini-batch needs.
 */
final class SparseWeights implements LazyDecay.Weights {
    /** Images from which turning their lists around pays. */
    private static final int MANY = 64;

    private final CpuMatrix memory;
    private final int offset;
    private final int inputs;
    private final int outputs;
    private final Panel[] panels;

    /** @param memory a block that holds something for each parameter, as the plan lays it out */
    SparseWeights(CpuMatrix memory, StepPlan.Layer layer) {
        this.memory = memory;
        this.offset = memory.offset + layer.weightsOffset();
        this.inputs = layer.inputs();
        this.outputs = layer.outputs();
        int width = paddedWidth(outputs);
        float[] data = AlignedArray.allocate(Math.multiplyExact(inputs, width));
        panels = new Panel[(width + column(1) - 1) / column(1)];
        for (int p = 0; p < panels.length; p++) {
            int vectors = Math.min(Panel.WIDE, (width - column(p)) / Panel.LANES);
            panels[p] = new Panel(data, AlignedArray.START + inputs * column(p), vectors);
        }
    }

    /** Returns how many columns all panels have for so many outputs. */
    static int paddedWidth(int outputs) {
        int vectors = (outputs + Panel.LANES - 1) / Panel.LANES;
        return (vectors % Panel.WIDE == 1 ? vectors + 1 : vectors) * Panel.LANES;
    }

    int inputs() {
        return inputs;
    }

    /** Returns how many columns all panels have. */
    int width() {
        return paddedWidth(outputs);
    }

    /** Returns whether mini-batches of so many images are taken position by position, by {@link PositionLists}. */
    boolean goByPosition(int capacity) {
        return capacity >= MANY && panels[0].vectors() == Panel.WIDE && PositionLists.canHold(inputs);
    }

    int panels() {
        return panels.length;
    }

    Panel panel(int index) {
        return panels[index];
    }

    /** Returns the first column of a panel. */
    static int column(int panel) {
        return panel * Panel.WIDE * Panel.LANES;
    }

    /** {@code z ← s·x·V} for an image x, z being a row of {@link #paddedWidth} elements. */
    void multiply(NonZeros lists, int image, float s, float[] z, int at) {
        for (int p = 0; p < panels.length; p++) {
            panels[p].sum(lists.entries, lists.start(image), lists.end(image), s, false, z, at + column(p));
        }
    }

    @Override
    public void load() {
        for (int p = 0; p < panels.length; p++) {
            for (int row = 0; row < inputs; row++) {
                System.arraycopy(memory.data, place(row, p), panels[p].data(), panels[p].row(row), columns(p));
            }
        }
    }

    @Override
    public boolean isStored(double s) {
        for (int p = 0; p < panels.length; p++) {
            for (int row = 0; row < inputs; row++) {
                if (!isStored(s, p, row)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isStored(double s, int p, int row) {
        float[] v = panels[p].data();
        int from = panels[p].row(row);
        int to = place(row, p);
        boolean same = true;
        for (int j = 0; j < columns(p); j++) {
            same &= memory.data[to + j] == (float) (s * v[from + j]);
        }
        return same;
    }

    @Override
    public void store(double s) {
        for (int p = 0; p < panels.length; p++) {
            float[] v = panels[p].data();
            for (int row = 0; row < inputs; row++) {
                int from = panels[p].row(row);
                int to = place(row, p);
                for (int j = 0; j < columns(p); j++) {
                    memory.data[to + j] = (float) (s * v[from + j]);
                }
            }
        }
    }

    @Override
    public void fold(double s) {
        float[] data = panels[0].data();
        int end = AlignedArray.START + inputs * paddedWidth(outputs);
        for (int i = AlignedArray.START; i < end; i++) {
            data[i] = (float) (s * data[i]);
        }
    }

    private int place(int row, int panel) {
        return offset + row * outputs + column(panel);
    }

    /** Returns how many columns of a panel are not padding. */
    int columns(int panel) {
        return Math.min(panels[panel].width(), outputs - column(panel));
    }
}
