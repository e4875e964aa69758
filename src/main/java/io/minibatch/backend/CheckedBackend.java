package io.minibatch.backend;

import java.util.function.Supplier;

/**
 * Checks what it is asked before another backend does it: shapes, overlap of outputs with inputs, handles that are closed
 * or belong to another backend, and, after an operation that is not being recorded, that its output is finite.
 *
 * <p>Each fault is an {@link IllegalArgumentException}, or {@link IllegalStateException} for closed handles, that names
 * the operation and the shapes. It reads outputs back, so it is slow: for tests and for finding mistakes.
 */
public final class CheckedBackend implements Backend {
    private final Backend inner;
    private boolean recording;

    /** Creates the checked form of {@code inner}, which is closed with it. */
    public CheckedBackend(Backend inner) {
        this.inner = inner;
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public String device() {
        return inner.device();
    }

    @Override
    public Matrix allocate(int rows, int columns) {
        check(rows > 0 && columns > 0, () -> "allocate: " + rows + "×" + columns);
        return new CheckedMatrix(this, inner.allocate(rows, columns));
    }

    @Override
    public Examples upload(byte[] images, byte[] labels, int features, int classes) {
        check(labels.length > 0 && features > 0, () -> "upload: " + labels.length + " examples of " + features);
        check(
                images.length == (long) labels.length * features,
                () -> "upload: " + images.length + " bytes for " + labels.length + " examples of " + features);
        for (byte label : labels) {
            check((label & 0xFF) < classes, () -> "upload: label " + (label & 0xFF) + " of " + classes + " classes");
        }
        return inner.upload(images, labels, features, classes);
    }

    @Override
    public Batch allocateBatch(Examples examples, int capacity) {
        open("allocateBatch", examples);
        check(capacity > 0, () -> "allocateBatch: capacity " + capacity);
        return inner.allocateBatch(examples, capacity);
    }

    @Override
    public Tally allocateTally(int capacity) {
        check(capacity > 0, () -> "allocateTally: capacity " + capacity);
        return inner.allocateTally(capacity);
    }

    @Override
    public void upload(float[] source, Matrix target) {
        CheckedMatrix to = use("upload", target);
        check(source.length == to.size(), () -> "upload: " + source.length + " numbers to " + to);
        inner.upload(source, to.inner());
    }

    @Override
    public void download(Matrix source, float[] target) {
        CheckedMatrix from = use("download", source);
        check(target.length == from.size(), () -> "download: " + from + " to " + target.length + " numbers");
        inner.download(from.inner(), target);
    }

    @Override
    public void shuffle(Batch batch, long seed, int epoch) {
        open("shuffle", batch);
        inner.shuffle(batch, seed, epoch);
    }

    @Override
    public void rewind(Batch batch) {
        open("rewind", batch);
        inner.rewind(batch);
    }

    @Override
    public void gather(Batch batch, Matrix x) {
        open("gather", batch);
        CheckedMatrix to = use("gather", x);
        to.require("gather", batch.capacity(), batch.examples().features());
        inner.gather(batch, to.inner());
    }

    @Override
    public void gemm(Transpose transpose, float alpha, Matrix a, Matrix b, float beta, Matrix c) {
        checkProduct(transpose, a, b, c);
        inner.gemm(
                transpose,
                alpha,
                use("gemm", a).inner(),
                use("gemm", b).inner(),
                beta,
                use("gemm", c).inner());
        finite("gemm", c);
    }

    @Override
    public void gemm(Transpose transpose, Matrix alphaBeta, Matrix a, Matrix b, Matrix c) {
        CheckedMatrix scalars = use("gemm", alphaBeta);
        scalars.require("gemm: alphaBeta", 1, 2);
        scalars.requireApart("gemm", use("gemm", c));
        checkProduct(transpose, a, b, c);
        inner.gemm(
                transpose,
                scalars.inner(),
                use("gemm", a).inner(),
                use("gemm", b).inner(),
                use("gemm", c).inner());
        finite("gemm", c);
    }

    private void checkProduct(Transpose transpose, Matrix a, Matrix b, Matrix c) {
        CheckedMatrix left = use("gemm", a);
        CheckedMatrix right = use("gemm", b);
        CheckedMatrix target = use("gemm", c);
        int rows = transpose == Transpose.A ? a.columns() : a.rows();
        int depth = transpose == Transpose.A ? a.rows() : a.columns();
        int depthOfB = transpose == Transpose.B ? b.columns() : b.rows();
        int columns = transpose == Transpose.B ? b.rows() : b.columns();
        check(
                depth == depthOfB && c.rows() == rows && c.columns() == columns,
                () -> "gemm: " + left + " and " + right + " (transposed: " + transpose + ") to " + target);
        target.requireApart("gemm", left);
        target.requireApart("gemm", right);
    }

    @Override
    public void axpy(Matrix alpha, Matrix x, Matrix y) {
        CheckedMatrix factor = use("axpy", alpha);
        CheckedMatrix from = use("axpy", x);
        CheckedMatrix to = use("axpy", y);
        factor.require("axpy: alpha", 1, 1);
        from.require("axpy: x", y.rows(), y.columns());
        to.requireApart("axpy", from);
        to.requireApart("axpy", factor);
        inner.axpy(factor.inner(), from.inner(), to.inner());
        finite("axpy", y);
    }

    @Override
    public double dot(Matrix x, Matrix y) {
        CheckedMatrix left = use("dot", x);
        CheckedMatrix right = use("dot", y);
        check(x.size() == y.size(), () -> "dot: " + left + " and " + right);
        return inner.dot(left.inner(), right.inner());
    }

    @Override
    public void activate(Elementwise function, Matrix bias, Matrix z) {
        CheckedMatrix offsets = use("activate", bias);
        CheckedMatrix values = use("activate", z);
        offsets.require("activate: bias", 1, z.columns());
        values.requireApart("activate", offsets);
        inner.activate(function, offsets.inner(), values.inner());
        finite("activate", z);
    }

    @Override
    public void activationGradient(Elementwise function, Matrix activations, Matrix delta, Matrix biasGradient) {
        CheckedMatrix values = use("activationGradient", activations);
        CheckedMatrix error = use("activationGradient", delta);
        CheckedMatrix sums = use("activationGradient", biasGradient);
        values.require("activationGradient: activations", delta.rows(), delta.columns());
        sums.require("activationGradient: biasGradient", 1, delta.columns());
        error.requireApart("activationGradient", values);
        error.requireApart("activationGradient", sums);
        sums.requireApart("activationGradient", values);
        inner.activationGradient(function, values.inner(), error.inner(), sums.inner());
        finite("activationGradient", delta);
        finite("activationGradient", biasGradient);
    }

    @Override
    public void outputDelta(Batch batch, Matrix activations, Matrix delta) {
        open("outputDelta", batch);
        CheckedMatrix values = use("outputDelta", activations);
        CheckedMatrix error = use("outputDelta", delta);
        values.require(
                "outputDelta: activations", batch.capacity(), batch.examples().classes());
        error.require("outputDelta: delta", batch.capacity(), batch.examples().classes());
        error.requireApart("outputDelta", values);
        inner.outputDelta(batch, values.inner(), error.inner());
    }

    @Override
    public void tally(Loss loss, Elementwise function, Batch batch, Matrix logits, Tally tally) {
        open("tally", batch);
        open("tally", tally);
        CheckedMatrix values = use("tally", logits);
        values.require("tally: logits", batch.capacity(), batch.examples().classes());
        check(
                batch.capacity() <= tally.capacity(),
                () -> "tally: " + batch.capacity() + " rows for a tally of " + tally.capacity());
        inner.tally(loss, function, batch, values.inner(), tally);
    }

    @Override
    public Tally.Totals take(Tally tally) {
        open("take", tally);
        return inner.take(tally);
    }

    @Override
    public int firstNonFinite(Batch batch) {
        open("firstNonFinite", batch);
        return inner.firstNonFinite(batch);
    }

    @Override
    public Step record(Runnable operations) {
        return inner.record(() -> {
            recording = true;
            try {
                operations.run();
            } finally {
                recording = false;
            }
        });
    }

    @Override
    public void synchronize() {
        inner.synchronize();
    }

    @Override
    public void close() {
        inner.close();
    }

    private CheckedMatrix use(String operation, Matrix matrix) {
        if (!(matrix instanceof CheckedMatrix checked) || !checked.belongsTo(this)) {
            throw new IllegalArgumentException(operation + ": a matrix of another backend");
        }
        open(operation, matrix);
        return checked;
    }

    private static void open(String operation, DeviceMemory memory) {
        if (memory.isClosed()) {
            throw new IllegalStateException(operation + ": " + memory.getClass().getSimpleName() + " is closed");
        }
    }

    private void finite(String operation, Matrix output) {
        if (recording) {
            return;
        }
        float[] values = new float[output.size()];
        download(output, values);
        for (int i = 0; i < values.length; i++) {
            int element = i;
            check(
                    Float.isFinite(values[i]),
                    () -> operation + ": element " + element + " of " + output + " became " + values[element]);
        }
    }

    private static void check(boolean condition, Supplier<String> fault) {
        if (!condition) {
            throw new IllegalArgumentException(fault.get());
        }
    }
}
