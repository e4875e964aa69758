package io.minibatch.backend.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code V ← V + f·xᵀ·δ} for the current mini-batch x, f being {@link LazyDecay#gradientFactor}; each row of V by all images in order.
 *
 * <p>Small mini-batches image by image: each row of V is changed once for each image that has the position. Large ones position by position,
 * some images together, where a row of V stays in registers.
 */
final class SparseGradient {
    /** Images from which turning their lists around pays. */
    private static final int MANY = 64;

    /** Panels from which threads need no finer parts than these. */
    private static final int MANY_PANELS = 8;

    /** The errors of {@link PositionLists#IMAGES} for one panel; one array a thread, so that a step allocates nothing. */
    private static final ThreadLocal<float[]> ERRORS =
            ThreadLocal.withInitial(() -> AlignedArray.allocate(PositionLists.IMAGES * Panel.WIDE * Panel.LANES));

    private final SparseBatch batch;
    private final SparseWeights weights;
    private final LazyDecay decay;
    private final Rows delta;

    /** Of a panel: positions are taken by as many ranges. */
    private final int parts;

    /** @param delta rows of the panels' width, or of the layer's outputs where {@link #goesByPosition} */
    SparseGradient(SparseBatch batch, SparseWeights weights, LazyDecay decay, Rows delta) {
        this.batch = batch;
        this.weights = weights;
        this.decay = decay;
        this.delta = delta;
        this.parts = weights.panels() < MANY_PANELS ? NonZeros.PARTS : 1;
    }

    /** Returns whether mini-batches of {@code capacity} images are taken position by position. */
    static boolean goesByPosition(SparseWeights weights, int capacity) {
        return capacity >= MANY && weights.panel(0).vectors() == Panel.WIDE && PositionLists.canHold(weights.inputs());
    }

    /** Returns the operations, in order. */
    List<Operation> operations() {
        if (!goesByPosition(weights, batch.capacity())) {
            return List.of(new ByImage());
        }
        PositionLists positions = new PositionLists(weights.inputs());
        List<Operation> operations = new ArrayList<>();
        for (int first = 0; first < batch.capacity(); first += PositionLists.IMAGES) {
            operations.add(new Turn(positions, first));
            operations.add(new ByPosition(positions, first));
        }
        return operations;
    }

    /** A panel, or a part of its positions, at a time. */
    private abstract class ByPanel implements Operation {
        @Override
        public int length() {
            return weights.panels() * parts;
        }

        @Override
        public void run(int from, int to) {
            for (int unit = from; unit < to; ) {
                int panel = unit / parts;
                int end = Math.min(to, (panel + 1) * parts);
                run(panel, firstPart(unit - panel * parts), firstPart(end - panel * parts));
                unit = end;
            }
        }

        private int firstPart(int range) {
            return range * NonZeros.PARTS / parts;
        }

        abstract void run(int panel, int part, int lastPart);
    }

    private final class ByImage extends ByPanel {
        @Override
        public long work() {
            return batch.work(delta.width());
        }

        @Override
        void run(int panel, int part, int lastPart) {
            NonZeros lists = batch.lists();
            Panel v = weights.panel(panel);
            float factor = decay.gradientFactor();
            int column = SparseWeights.column(panel);
            for (int row = 0; row < batch.valid(); row++) {
                int image = batch.example(row);
                v.scatter(
                        lists.entries,
                        lists.start(image, part),
                        lists.start(image, lastPart),
                        factor,
                        delta.data(),
                        delta.row(row) + column);
            }
        }
    }

    /** Turns the lists of some rows around. */
    private final class Turn implements Operation {
        private final PositionLists positions;
        private final int first;

        Turn(PositionLists positions, int first) {
            this.positions = positions;
            this.first = first;
        }

        @Override
        public int length() {
            return NonZeros.PARTS;
        }

        @Override
        public long work() {
            return batch.work(Panel.LANES);
        }

        @Override
        public void run(int from, int to) {
            positions.fill(batch, first, from, to);
        }
    }

    /** Adds some rows up, their errors copied together so that they stay in the nearest cache. */
    private final class ByPosition extends ByPanel {
        private final PositionLists positions;
        private final int first;

        ByPosition(PositionLists positions, int first) {
            this.positions = positions;
            this.first = first;
        }

        @Override
        public long work() {
            return batch.work(delta.width());
        }

        @Override
        void run(int panel, int part, int lastPart) {
            Panel v = weights.panel(panel);
            Panel errors = new Panel(ERRORS.get(), AlignedArray.START, v.vectors());
            copy(SparseWeights.column(panel), errors);
            float factor = decay.gradientFactor();
            int last = NonZeros.boundary(weights.inputs(), lastPart);
            for (int position = NonZeros.boundary(weights.inputs(), part); position < last; position++) {
                int start = positions.start(position);
                int end = positions.end(position);
                if (start < end) {
                    errors.sum(positions.entries, start, end, factor, true, v.data(), v.row(position));
                }
            }
        }

        private void copy(int column, Panel errors) {
            int rows = Math.min(PositionLists.IMAGES, batch.valid() - first);
            int columns = Math.min(errors.width(), weights.outputs() - column);
            for (int row = 0; row < rows; row++) {
                int to = errors.row(row);
                System.arraycopy(delta.data(), delta.row(first + row) + column, errors.data(), to, columns);
                Arrays.fill(errors.data(), to + columns, to + errors.width(), 0);
            }
        }
    }
}
