package io.minibatch.backend.cpu;

import io.minibatch.backend.StepPlan;
import java.util.Arrays;

/**
 * A first layer's weights by {@link Panel}s of columns, the last columns padded with zeros.
 *
 * <p>A panel's rows lie together, so that the cache holds those that a mini-batch needs.
 */
final class SparseWeights implements LazyDecay.Weights {
    /**
     * Images whose changes are added up before they meet the weights, beside which those of a single one of them may be
     * lost, and from which turning their lists around pays.
     */
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
        this.panels = newPanels();
    }

    /** Returns new panels of zeros, as large as these weights. */
    Panel[] newPanels() {
        int width = paddedWidth(outputs);
        float[] data = AlignedArray.allocate(Math.multiplyExact(inputs, width));
        Panel[] zeros = new Panel[(width + column(1) - 1) / column(1)];
        for (int p = 0; p < zeros.length; p++) {
            int vectors = Math.min(Panel.WIDE, (width - column(p)) / Panel.LANES);
            zeros[p] = new Panel(data, AlignedArray.START + inputs * column(p), vectors);
        }
        return zeros;
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

    /** Returns whether the changes of so many images are added up before they meet the weights. */
    static boolean addsUp(int capacity) {
        return capacity >= MANY;
    }

    /** Returns whether mini-batches of so many images are taken position by position, by {@link PositionLists}. */
    boolean usesPositionLists(int capacity) {
        return addsUp(capacity) && panels[0].vectors() == Panel.WIDE && PositionLists.canHold(inputs);
    }

    int panelCount() {
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
        load(0, inputs);
    }

    /** {@link #load} of the rows {@code from} to before {@code to}. */
    void load(int from, int to) {
        for (int p = 0; p < panels.length; p++) {
            for (int row = from; row < to; row++) {
                System.arraycopy(memory.data, place(row, p), panels[p].data(), panels[p].row(row), columns(p));
            }
        }
    }

    /** Writes the rows {@code from} to before {@code to} of V to the memory. */
    void store(int from, int to) {
        for (int p = 0; p < panels.length; p++) {
            for (int row = from; row < to; row++) {
                System.arraycopy(panels[p].data(), panels[p].row(row), memory.data, place(row, p), columns(p));
            }
        }
    }

    /** {@code V ← 0} in the rows {@code from} to before {@code to}. */
    void clear(int from, int to) {
        for (Panel panel : panels) {
            Arrays.fill(panel.data(), panel.row(from), panel.row(to), 0);
        }
    }

    /** Moves weights between V and the memory, by rows. */
    record Move(SparseWeights weights, Part part) implements Operation {
        /** Moves some rows. */
        interface Part {
            void move(SparseWeights weights, int from, int to);
        }

        @Override
        public int length() {
            return weights.inputs;
        }

        @Override
        public long work() {
            return (long) weights.inputs * weights.outputs / Panel.LANES;
        }

        @Override
        public void run(int from, int to) {
            part.move(weights, from, to);
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
