package io.minibatch.backend;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
    public void augment(Batch batch, Augmentation augmentation, Matrix x) {
        open("augment", batch);
        CheckedMatrix to = use("augment", x);
        int features = batch.examples().features();
        to.require("augment", batch.capacity(), features);
        check(
                augmentation.rows() * augmentation.columns() == features,
                () -> "augment: images of " + augmentation.rows() + "×" + augmentation.columns() + " have not "
                        + features + " pixels");
        inner.augment(batch, augmentation, to.inner());
        finite("augment", x);
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
    public void scale(Matrix alpha, Matrix x) {
        CheckedMatrix factor = use("scale", alpha);
        CheckedMatrix values = use("scale", x);
        factor.require("scale: alpha", 1, 1);
        values.requireApart("scale", factor);
        inner.scale(factor.inner(), values.inner());
        finite("scale", x);
    }

    @Override
    public void multiply(Matrix x, Matrix y, Matrix z) {
        CheckedMatrix left = use("multiply", x);
        CheckedMatrix right = use("multiply", y);
        CheckedMatrix product = use("multiply", z);
        left.require("multiply: x", z.rows(), z.columns());
        right.require("multiply: y", z.rows(), z.columns());
        if (z != x) {
            product.requireApart("multiply", left);
        }
        if (z != y) {
            product.requireApart("multiply", right);
        }
        inner.multiply(left.inner(), right.inner(), product.inner());
        finite("multiply", z);
    }

    @Override
    public void activate(Elementwise function, Matrix bias, Matrix z, Matrix a, @Nullable Dropout dropout) {
        CheckedMatrix offsets = use("activate", bias);
        CheckedMatrix inputs = use("activate", z);
        CheckedMatrix outputs = use("activate", a);
        offsets.require("activate: bias", 1, z.columns());
        outputs.require("activate: a", z.rows(), z.columns());
        inputs.requireApart("activate", offsets);
        outputs.requireApart("activate", offsets);
        if (a != z) {
            outputs.requireApart("activate", inputs);
        }
        open("activate", dropout);
        inner.activate(function, offsets.inner(), inputs.inner(), outputs.inner(), dropout);
        finite("activate", a);
    }

    @Override
    public void softmax(Matrix bias, Matrix z) {
        CheckedMatrix offsets = use("softmax", bias);
        CheckedMatrix values = use("softmax", z);
        offsets.require("softmax: bias", 1, z.columns());
        values.requireApart("softmax", offsets);
        inner.softmax(offsets.inner(), values.inner());
        finite("softmax", z);
    }

    @Override
    public void activationGradient(
            Elementwise function, Matrix values, Matrix delta, BiasGradient biasGradient, @Nullable Dropout dropout) {
        CheckedMatrix given = use("activationGradient", values);
        CheckedMatrix error = use("activationGradient", delta);
        given.require("activationGradient: values", delta.rows(), delta.columns());
        error.requireApart("activationGradient", given);
        BiasGradient trusted = trusted("activationGradient", biasGradient, given, error);
        open("activationGradient", dropout);
        inner.activationGradient(function, given.inner(), error.inner(), trusted, dropout);
        finite("activationGradient", delta);
        finite("activationGradient", biasGradient.sums());
    }

    /** Returns a bias gradient's own matrices, which must not overlap those of the layer. */
    private BiasGradient trusted(String operation, BiasGradient biasGradient, CheckedMatrix... ofLayer) {
        CheckedMatrix sums = use(operation, biasGradient.sums());
        int columns = ofLayer[0].columns();
        sums.require(operation + ": sums", 1, columns);
        for (CheckedMatrix matrix : ofLayer) {
            sums.requireApart(operation, matrix);
        }
        if (biasGradient.rate() == null || biasGradient.bias() == null) {
            return BiasGradient.of(sums.inner());
        }
        CheckedMatrix rate = use(operation, biasGradient.rate());
        CheckedMatrix bias = use(operation, biasGradient.bias());
        rate.require(operation + ": rate", 1, 1);
        bias.require(operation + ": bias", 1, columns);
        bias.requireApart(operation, sums);
        bias.requireApart(operation, rate);
        for (CheckedMatrix matrix : ofLayer) {
            bias.requireApart(operation, matrix);
        }
        return new BiasGradient(sums.inner(), rate.inner(), bias.inner());
    }

    @Override
    public void outputDelta(Batch batch, Targets targets, Matrix activations, Matrix delta) {
        open("outputDelta", batch);
        CheckedMatrix values = use("outputDelta", activations);
        CheckedMatrix error = use("outputDelta", delta);
        values.require(
                "outputDelta: activations", batch.capacity(), batch.examples().classes());
        error.require("outputDelta: delta", batch.capacity(), batch.examples().classes());
        error.requireApart("outputDelta", values);
        inner.outputDelta(batch, targets, values.inner(), error.inner());
    }

    @Override
    public void output(
            Objective objective, Batch batch, Matrix bias, Matrix z, Matrix delta, BiasGradient biasGradient) {
        open("output", batch);
        CheckedMatrix offsets = use("output", bias);
        CheckedMatrix values = use("output", z);
        CheckedMatrix error = use("output", delta);
        int classes = batch.examples().classes();
        offsets.require("output: bias", 1, classes);
        values.require("output: z", batch.capacity(), classes);
        error.require("output: delta", batch.capacity(), classes);
        error.requireApart("output", values);
        offsets.requireApart("output", values);
        offsets.requireApart("output", error);
        BiasGradient trusted = trusted("output", biasGradient, values, error);
        check(
                biasGradient.bias() == null || offsets.isSameAs(use("output", biasGradient.bias())),
                () -> "output: the step is of other biases than " + offsets);
        inner.output(objective, batch, offsets.inner(), values.inner(), error.inner(), trusted);
    }

    @Override
    public void tally(Objective objective, Batch batch, Matrix logits, Tally tally) {
        open("tally", batch);
        open("tally", tally);
        CheckedMatrix values = use("tally", logits);
        values.require("tally: logits", batch.capacity(), batch.examples().classes());
        check(
                batch.capacity() <= tally.capacity(),
                () -> "tally: " + batch.capacity() + " rows for a tally of " + tally.capacity());
        inner.tally(objective, batch, values.inner(), tally);
    }

    @Override
    public void descend(Descent rule, Batch batch, Matrix rates, ParameterBlock block) {
        open("descend", batch);
        CheckedMatrix factors = use("descend", rates);
        CheckedMatrix values = use("descend", block.values());
        CheckedMatrix gradient = use("descend", block.gradient());
        Matrix kept = block.state();
        int size = values.columns();
        factors.require("descend: rates", 1, Descent.RATES);
        values.require("descend: values", 1, size);
        gradient.require("descend: gradient", 1, size);
        values.requireApart("descend", gradient);
        check(block.weights() <= size, () -> "descend: " + block.weights() + " weights of " + size + " parameters");
        check((kept == null) == (rule.stateRows() == 0), () -> "descend: " + rule + " with state " + kept);
        Matrix state = null;
        if (kept != null) {
            CheckedMatrix checked = use("descend", kept);
            checked.require("descend: state", rule.stateRows(), size);
            checked.requireApart("descend", values);
            checked.requireApart("descend", gradient);
            state = checked.inner();
        }
        ParameterBlock trusted = new ParameterBlock(values.inner(), gradient.inner(), state, block.weights());
        inner.descend(rule, batch, factors.inner(), trusted);
        finite("descend", values);
    }

    @Override
    public void limitNorms(float limit, Matrix weights) {
        check(limit > 0, () -> "limitNorms: limit " + limit);
        inner.limitNorms(limit, use("limitNorms", weights).inner());
        finite("limitNorms", weights);
    }

    @Override
    public Tally.Totals take(Tally tally) {
        open("take", tally);
        return inner.take(tally);
    }

    @Override
    public int firstNonFinite(Batch batch, Matrix parameters) {
        open("firstNonFinite", batch);
        return inner.firstNonFinite(batch, use("firstNonFinite", parameters).inner());
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

    private static void open(String operation, @Nullable Dropout dropout) {
        if (dropout != null) {
            open(operation, dropout.batch());
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
