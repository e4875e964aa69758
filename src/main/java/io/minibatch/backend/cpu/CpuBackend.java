package io.minibatch.backend.cpu;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendException;
import io.minibatch.backend.Batch;
import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Descent;
import io.minibatch.backend.Dropout;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Examples;
import io.minibatch.backend.ExclusiveUse;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Objective;
import io.minibatch.backend.ParameterBlock;
import io.minibatch.backend.Step;
import io.minibatch.backend.Tally;
import io.minibatch.backend.Targets;
import io.minibatch.backend.Transpose;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The CPU, float32. Arguments are trusted; {@link io.minibatch.backend.CheckedBackend} is for those that are not. */
public final class CpuBackend implements Backend {
    static final String NAME = "cpu";

    private final MatrixProduct product;
    private final ThreadTeam workers;
    private final ExclusiveUse use = new ExclusiveUse(NAME);
    private @Nullable List<Operation> recording;
    private boolean closed;

    /** Creates a backend that computes on {@code threads} threads, the caller's being one of them, with EJML alone. */
    public CpuBackend(int threads) {
        this(threads, new EjmlProduct());
    }

    CpuBackend(int threads, MatrixProduct product) {
        this.product = product;
        this.workers = new ThreadTeam(threads);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String device() {
        return workers.count()
                + (workers.count() == 1 ? " thread of " : " threads of ")
                + System.getProperty("os.arch") + ", products by " + product.name();
    }

    @Override
    public Matrix allocate(int rows, int columns) {
        Matrix.checkSize(rows, columns);
        try {
            return eager("allocate", () -> new CpuMatrix(this, rows, columns));
        } catch (OutOfMemoryError full) {
            throw new BackendException("out of memory: a " + rows + "×" + columns + " matrix needs "
                    + 4L * rows * columns + " bytes; give Java more with -Xmx");
        }
    }

    @Override
    public Examples upload(byte[] images, byte[] labels, int features, int classes) {
        return eager("upload", () -> new CpuExamples(this, images, labels, features, classes));
    }

    @Override
    public Batch allocateBatch(Examples examples, int capacity) {
        return eager("allocateBatch", () -> new CpuBatch(this, (CpuExamples) examples, capacity));
    }

    @Override
    public Tally allocateTally(int capacity) {
        return eager("allocateTally", () -> new CpuTally(this, capacity));
    }

    @Override
    public void upload(float[] source, Matrix target) {
        CpuMatrix matrix = (CpuMatrix) target;
        eager("upload", () -> System.arraycopy(source, 0, matrix.data, matrix.offset, matrix.size()));
    }

    @Override
    public void download(Matrix source, float[] target) {
        CpuMatrix matrix = (CpuMatrix) source;
        eager("download", () -> System.arraycopy(matrix.data, matrix.offset, target, 0, matrix.size()));
    }

    @Override
    public void shuffle(Batch batch, long seed, int epoch) {
        eager("shuffle", () -> ((CpuBatch) batch).shuffle(seed, epoch));
    }

    @Override
    public void rewind(Batch batch) {
        eager("rewind", () -> ((CpuBatch) batch).rewind());
    }

    @Override
    public void gather(Batch batch, Matrix x) {
        CpuBatch from = (CpuBatch) batch;
        issue(new Gather(from, (CpuMatrix) x, from.examples().nonZeros()));
    }

    @Override
    public void augment(Batch batch, Augmentation augmentation, Matrix x) {
        issue(new Augment((CpuBatch) batch, augmentation, (CpuMatrix) x, workers.mostChunks()));
    }

    @Override
    public void gemm(Transpose transpose, float alpha, Matrix a, Matrix b, float beta, Matrix c) {
        CpuMatrix alphaBeta = new CpuMatrix(this, 1, 2);
        alphaBeta.data[0] = alpha;
        alphaBeta.data[1] = beta;
        gemm(transpose, alphaBeta, a, b, c);
    }

    @Override
    public void gemm(Transpose transpose, Matrix alphaBeta, Matrix a, Matrix b, Matrix c) {
        issue(product.operation(
                new Gemm(transpose, (CpuMatrix) alphaBeta, (CpuMatrix) a, (CpuMatrix) b, (CpuMatrix) c)));
    }

    @Override
    public void axpy(Matrix alpha, Matrix x, Matrix y) {
        issue(new Axpy((CpuMatrix) alpha, (CpuMatrix) x, (CpuMatrix) y));
    }

    @Override
    public double dot(Matrix x, Matrix y) {
        Dot dot = new Dot((CpuMatrix) x, (CpuMatrix) y);
        eager("dot", () -> workers.carryOut(dot));
        return dot.sum();
    }

    @Override
    public void scale(Matrix alpha, Matrix x) {
        issue(new Scale((CpuMatrix) alpha, (CpuMatrix) x));
    }

    @Override
    public void multiply(Matrix x, Matrix y, Matrix z) {
        issue(new Multiply((CpuMatrix) x, (CpuMatrix) y, (CpuMatrix) z));
    }

    @Override
    public void activate(Elementwise function, Matrix bias, Matrix z, Matrix a, @Nullable Dropout dropout) {
        issue(new Activate(
                function,
                (CpuMatrix) bias,
                (CpuMatrix) z,
                (CpuMatrix) a,
                DropoutMask.of(dropout, z.size()),
                product.usesVectors()));
    }

    @Override
    public void softmax(Matrix bias, Matrix z) {
        issue(new Softmax((CpuMatrix) bias, (CpuMatrix) z));
    }

    @Override
    public void activationGradient(
            Elementwise function, Matrix values, Matrix delta, BiasGradient biasGradient, @Nullable Dropout dropout) {
        issue(new ActivationGradient(
                function,
                (CpuMatrix) values,
                (CpuMatrix) delta,
                new ActivationGradient.Biases(
                        (CpuMatrix) biasGradient.sums(), (CpuMatrix) biasGradient.rate(), (CpuMatrix)
                                biasGradient.bias()),
                DropoutMask.of(dropout, delta.size())));
    }

    @Override
    public void outputDelta(Batch batch, Targets targets, Matrix activations, Matrix delta) {
        issue(new OutputDelta((CpuBatch) batch, targets, (CpuMatrix) activations, (CpuMatrix) delta));
    }

    @Override
    public void tally(Objective objective, Batch batch, Matrix logits, Tally tally) {
        issue(new TallyCosts(objective, (CpuBatch) batch, (CpuMatrix) logits, (CpuTally) tally));
    }

    @Override
    public void descend(Descent rule, Batch batch, Matrix rates, ParameterBlock block) {
        Matrix state = block.state() == null ? block.gradient() : block.state();
        Descend.Block arrays = new Descend.Block(
                (CpuMatrix) block.values(), (CpuMatrix) block.gradient(), (CpuMatrix) state, block.weights());
        issue(new Descend(rule, (CpuBatch) batch, (CpuMatrix) rates, arrays));
    }

    @Override
    public void limitNorms(float limit, Matrix weights) {
        issue(new LimitNorms(limit, (CpuMatrix) weights));
    }

    @Override
    public Tally.Totals take(Tally tally) {
        return eager("take", () -> ((CpuTally) tally).take());
    }

    @Override
    public int firstNonFinite(Batch batch, Matrix parameters) {
        CpuBatch mini = (CpuBatch) batch;
        return eager("firstNonFinite", () -> {
            if (mini.firstNonFinite() > 0 || Double.isFinite(dot(parameters, parameters))) {
                return mini.firstNonFinite();
            }
            return Math.max(1, mini.gathered());
        });
    }

    @Override
    public Step record(Runnable operations) {
        return eager("record", () -> {
            List<Operation> recorded = new ArrayList<>();
            recording = recorded;
            try {
                operations.run();
            } finally {
                recording = null;
            }
            return new CpuStep(use, workers, recorded.toArray(Operation[]::new));
        });
    }

    @Override
    public void synchronize() {
        eager("synchronize", () -> {});
    }

    private void issue(Operation operation) {
        use.begin();
        try {
            if (recording != null) {
                recording.add(operation);
            } else {
                workers.carryOut(operation);
            }
        } finally {
            use.end();
        }
    }

    /** Carries out what cannot be recorded. */
    private void eager(String operation, Runnable work) {
        use.run(() -> {
            eagerOnly(operation);
            work.run();
        });
    }

    private <T> T eager(String operation, Supplier<T> work) {
        return use.get(() -> {
            eagerOnly(operation);
            return work.get();
        });
    }

    private void eagerOnly(String operation) {
        if (recording != null) {
            throw new IllegalStateException(operation + " cannot be recorded");
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        use.run(() -> {
            closed = true;
            workers.close();
        });
    }
}
