package io.minibatch.backend.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code V ← V + f·xᵀ·δ} for the current mini-batch x, f being {@link LazyDecay#gradientFactor}; each row of V by all
 * images in order.
 *
 * <p>Small mini-batches image by image: each row of V is changed once for each image that has the position. Large ones
 * position by position, some images together, where a row of V stays in registers.
 */
final class SparseGradient {
    /** Panels from which threads need no finer parts than these. */
    private static final int MANY_PANELS = 8;

    private final SparseBatch batch;
    private final SparseWeights weights;
    private final LazyDecay decay;
    private final Rows delta;

    /** Of a panel: positions are taken by as many ranges. */
    private final int parts;

    /**
     * @param delta rows of the panels' width, or of the layer's outputs where {@link SparseWeights#usesPositionLists}
     */
    SparseGradient(SparseBatch batch, SparseWeights weights, LazyDecay decay, Rows delta) {
        this.batch = batch;
        this.weights = weights;
        this.decay = decay;
        this.delta = delta;
        this.parts = weights.panelCount() < MANY_PANELS ? NonZeros.PARTS : 1;
    }

    /** Returns the operations, in order. */
    List<Operation> operations() {
        if (!weights.usesPositionLists(batch.capacity())) {
            return List.of(SparseWeights.addsUp(batch.capacity()) ? new AddedUp() : new ByImage());
        }
        PositionLists positions = new PositionLists(weights.inputs());
        List<Operation> operations = new ArrayList<>();
        for (int first = 0; first < batch.capacity(); first += PositionLists.IMAGES) {
            operations.add(new PositionLists.Turn(positions, batch, first));
            operations.add(new ByPosition(positions, first));
        }
        return operations;
    }

    /** A panel, or a part of its positions, at a time. */
    private abstract class ByPanel implements Operation {
        @Override
        public int length() {
            return weights.panelCount() * parts;
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

    private class ByImage extends ByPanel {
        @Override
        public long work() {
            return batch.work(delta.width());
        }

        @Override
        void run(int panel, int part, int lastPart) {
            scatter(weights.panel(panel), decay.gradientFactor(), panel, part, lastPart);
        }

        void scatter(Panel target, float factor, int panel, int part, int lastPart) {
            NonZeros lists = batch.lists();
            int column = SparseWeights.column(panel);
            for (int row = 0; row < batch.valid(); row++) {
                int image = batch.example(row);
                target.scatter(
                        lists.entries,
                        lists.start(image, part),
                        lists.start(image, lastPart),
                        factor,
                        delta.data(),
                        delta.row(row) + column);
            }
        }
    }

    /** Adds the images up before V takes them. */
    private final class AddedUp extends ByImage {
        private final Panel[] sums = weights.newPanels();

        @Override
        void run(int panel, int part, int lastPart) {
            Panel sum = sums[panel];
            int from = sum.row(NonZeros.boundary(weights.inputs(), part));
            int to = sum.row(NonZeros.boundary(weights.inputs(), lastPart));
            Arrays.fill(sum.data(), from, to, 0);
            scatter(sum, 1, panel, part, lastPart);
            sum.addTo(weights.panel(panel), from, to, decay.gradientFactor());
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
            Panel errors = Panel.scratch(v.vectors());
            copy(panel, errors);
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

        private void copy(int panel, Panel errors) {
            int rows = Math.min(PositionLists.IMAGES, batch.valid() - first);
            int columns = weights.columns(panel);
            for (int row = 0; row < rows; row++) {
                int to = errors.row(row);
                System.arraycopy(
                        delta.data(), delta.row(first + row) + SparseWeights.column(panel), errors.data(), to, columns);
                Arrays.fill(errors.data(), to + columns, to + errors.width(), 0);
            }
        }
    }
}
