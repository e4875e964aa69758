package io.minibatch.backend.cuda;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Descent;
import io.minibatch.backend.Dropout;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Objective;
import io.minibatch.backend.ParameterBlock;
import io.minibatch.backend.Precision;
import io.minibatch.backend.Step;
import io.minibatch.backend.Tally;
import io.minibatch.backend.Targets;
import io.minibatch.backend.Transpose;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/** An NVIDIA GPU, float32. Arguments are trusted; {@link io.minibatch.backend.CheckedBackend} is for those that are not. */
public final class CudaBackend implements Backend, CudaMemory.Owner {
    static final String NAME = "cuda";

    private final Context context;
    private final Staging staging;
    private final Kernels kernels;
    private final Blas blas;
    private final Launches launches;
    private final SmallProducts smallProducts;
    private final Scalars scalars = new Scalars(this);
    private final Set<CudaMemory> open = new LinkedHashSet<>();
    private Mode mode = Mode.EAGER;
    /** Room for the sums of {@link #dot}'s blocks, doubles, for as many as were ever asked for. */
    private @Nullable CudaMatrix dotSums;

    /** What calling an operation does. */
    private enum Mode {
        EAGER,
        /** Only products run, as no-ops, so that cuBLAS loads what they need before they are captured. */
        WARMING,
        RECORDING
    }

    private CudaBackend(Context context, Staging staging, Kernels kernels, Blas blas) {
        this.context = context;
        this.staging = staging;
        this.kernels = kernels;
        this.blas = blas;
        launches = new Launches(kernels, new PartialSums(this));
        smallProducts = new SmallProducts(kernels);
    }

    /** Opens the first device; what was opened is closed again where something fails. */
    static CudaBackend open(Precision precision) {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            Context context = new Context();
            opened.push(context);
            Staging staging = new Staging(context);
            opened.push(staging);
            Kernels kernels = new Kernels(context);
            opened.push(kernels);
            Blas blas = new Blas(context, precision);
            opened.push(blas);
            return new CudaBackend(context, staging, kernels, blas);
        } catch (RuntimeException | Error failure) {
            opened.forEach(part -> closeAfter(failure, part));
            throw failure;
        }
    }

    private static void closeAfter(Throwable failure, AutoCloseable part) {
        try {
            part.close();
        } catch (Exception failed) {
            failure.addSuppressed(failed);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String device() {
        return context.description() + blas.description();
    }

    @Override
    public Matrix allocate(int rows, int columns) {
        Matrix.checkSize(rows, columns);
        return eager("allocate", () -> new CudaMatrix(this, rows, columns));
    }

    @Override
    public Examples upload(byte[] images, byte[] labels, int features, int classes) {
        return eager("upload", () -> {
            CudaExamples examples = new CudaExamples(this, labels.length, features, classes);
            staging.upload(images, examples.images);
            staging.upload(labels, examples.labels);
            return examples;
        });
    }

    @Override
    public Batch allocateBatch(Examples examples, int capacity) {
        return eager("allocateBatch", () -> {
            CudaBatch batch = new CudaBatch(this, (CudaExamples) examples, capacity);
            rewind(batch);
            return batch;
        });
    }

    @Override
    public Tally allocateTally(int capacity) {
        return eager("allocateTally", () -> new CudaTally(this, capacity));
    }

    @Override
    public void upload(float[] source, Matrix target) {
        eager("upload", () -> staging.upload(source, ((CudaMatrix) target).address()));
    }

    /** Copies to the device whatever the mode, except while a step is captured. */
    void stage(float[] source, CudaMatrix target) {
        staging.upload(source, target.address());
    }

    @Override
    public void download(Matrix source, float[] target) {
        eager("download", () -> staging.download(((CudaMatrix) source).address(), target));
    }

    @Override
    public void shuffle(Batch batch, long seed, int epoch) {
        eager("shuffle", () -> launches.shuffle((CudaBatch) batch, seed, epoch));
    }

    @Override
    public void rewind(Batch batch) {
        eager("rewind", () -> launches.rewind((CudaBatch) batch));
    }

    @Override
    public void gather(Batch batch, Matrix x) {
        launch(() -> launches.gather((CudaBatch) batch, (CudaMatrix) x));
    }

    @Override
    public void augment(Batch batch, Augmentation augmentation, Matrix x) {
        launch(() -> launches.augment((CudaBatch) batch, augmentation, (CudaMatrix) x));
    }

    @Override
    public void gemm(Transpose transpose, float alpha, Matrix a, Matrix b, float beta, Matrix c) {
        product(
                transpose,
                () -> mode == Mode.RECORDING ? scalars.known(alpha, beta) : scalars.of(alpha, beta),
                a,
                b,
                c);
    }

    @Override
    public void gemm(Transpose transpose, Matrix alphaBeta, Matrix a, Matrix b, Matrix c) {
        product(transpose, ((CudaMatrix) alphaBeta)::address, a, b, c);
    }

    private void product(Transpose transpose, Supplier<Address> alphaBeta, Matrix a, Matrix b, Matrix c) {
        context.use().run(() -> {
            context.makeCurrent();
            Address given = alphaBeta.get();
            if (!SmallProducts.take(transpose, (CudaMatrix) a, (CudaMatrix) c)) {
                Address factors = mode == Mode.WARMING ? scalars.of(0, 1) : given;
                blas.gemm(transpose, factors, (CudaMatrix) a, (CudaMatrix) b, (CudaMatrix) c);
            } else if (mode != Mode.WARMING) {
                smallProducts.launch(transpose, given, (CudaMatrix) a, (CudaMatrix) b, (CudaMatrix) c);
            }
        });
    }

    @Override
    public void axpy(Matrix alpha, Matrix x, Matrix y) {
        launch(() -> launches.axpy((CudaMatrix) alpha, (CudaMatrix) x, (CudaMatrix) y));
    }

    @Override
    public double dot(Matrix x, Matrix y) {
        return eager("dot", () -> {
            int blocks = Launches.dotBlocks(x.size());
            Address sums = dotSums(blocks);
            launches.dot(sums, (CudaMatrix) x, (CudaMatrix) y);
            return staging.sum(sums, blocks);
        });
    }

    private Address dotSums(int blocks) {
        if (dotSums == null || dotSums.columns() < blocks) {
            if (dotSums != null) {
                dotSums.close();
            }
            dotSums = new CudaMatrix(this, Double.BYTES / Float.BYTES, blocks);
        }
        return dotSums.address();
    }

    @Override
    public void scale(Matrix alpha, Matrix x) {
        launch(() -> launches.scale((CudaMatrix) alpha, (CudaMatrix) x));
    }

    @Override
    public void multiply(Matrix x, Matrix y, Matrix z) {
        launch(() -> launches.multiply((CudaMatrix) x, (CudaMatrix) y, (CudaMatrix) z));
    }

    @Override
    public void activate(Elementwise function, Matrix bias, Matrix z, Matrix a, @Nullable Dropout dropout) {
        launch(() -> launches.activate(function, (CudaMatrix) bias, (CudaMatrix) z, (CudaMatrix) a, dropout));
    }

    @Override
    public void softmax(Matrix bias, Matrix z) {
        launch(() -> launches.softmax((CudaMatrix) bias, (CudaMatrix) z));
    }

    @Override
    public void activationGradient(
            Elementwise function, Matrix values, Matrix delta, BiasGradient biasGradient, @Nullable Dropout dropout) {
        launch(() ->
                launches.activationGradient(function, (CudaMatrix) values, (CudaMatrix) delta, biasGradient, dropout));
    }

    @Override
    public void output(
            Objective objective, Batch batch, Matrix bias, Matrix z, Matrix delta, BiasGradient biasGradient) {
        if (z.columns() > PartialSums.OUTPUT_COLUMNS || objective.function().derivativeNeedsInput()) {
            Backend.super.output(objective, batch, bias, z, delta, biasGradient);
        } else {
            CudaMatrix offsets = (CudaMatrix) bias;
            launch(() -> launches.output(
                    objective, (CudaBatch) batch, offsets, (CudaMatrix) z, (CudaMatrix) delta, biasGradient));
        }
    }

    @Override
    public void outputDelta(Batch batch, Targets targets, Matrix activations, Matrix delta) {
        launch(() -> launches.outputDelta((CudaBatch) batch, targets, (CudaMatrix) activations, (CudaMatrix) delta));
    }

    @Override
    public void tally(Objective objective, Batch batch, Matrix logits, Tally tally) {
        launch(() -> launches.tally(objective, (CudaBatch) batch, (CudaMatrix) logits, (CudaTally) tally));
    }

    @Override
    public void descend(Descent rule, Batch batch, Matrix rates, ParameterBlock block) {
        launch(() -> launches.descend(rule, (CudaBatch) batch, (CudaMatrix) rates, block));
    }

    @Override
    public void limitNorms(float limit, Matrix weights) {
        launch(() -> launches.limitNorms(limit, (CudaMatrix) weights));
    }

    @Override
    public Tally.Totals take(Tally tally) {
        return eager("take", () -> {
            CudaTally sums = (CudaTally) tally;
            ByteBuffer values = staging.receive(sums.sums, CudaTally.SUMS_BYTES);
            Tally.Totals totals = new Tally.Totals(values.getDouble(), values.getLong(), values.getLong());
            clear(sums.sums, CudaTally.SUMS_BYTES);
            return totals;
        });
    }

    @Override
    public int firstNonFinite(Batch batch, Matrix parameters) {
        return eager("firstNonFinite", () -> {
            launches.checkFinite((CudaBatch) batch, (CudaMatrix) parameters);
            Address state = ((CudaBatch) batch).state;
            return staging.receive(state, CudaBatch.STATE_BYTES).getInt(CudaBatch.FIRST_NON_FINITE);
        });
    }

    @Override
    public Step record(Runnable operations) {
        return eager("record", () -> {
            try {
                mode = Mode.WARMING;
                operations.run();
                context.synchronize();
            } finally {
                mode = Mode.EAGER;
            }
            return new CudaStep(context, () -> {
                eagerOnly("run");
                mode = Mode.RECORDING;
                try {
                    operations.run();
                } finally {
                    mode = Mode.EAGER;
                }
            });
        });
    }

    @Override
    public void synchronize() {
        eager("synchronize", () -> context.synchronize());
    }

    /** Launches or captures an operation. */
    private void launch(Runnable operation) {
        context.use().run(() -> {
            context.makeCurrent();
            if (mode != Mode.WARMING) {
                operation.run();
            }
        });
    }

    /** Carries out what cannot be recorded. */
    private void eager(String operation, Runnable work) {
        context.use().run(() -> {
            eagerOnly(operation);
            work.run();
        });
    }

    private <T> T eager(String operation, Supplier<T> work) {
        return context.use().get(() -> {
            eagerOnly(operation);
            return work.get();
        });
    }

    private void eagerOnly(String operation) {
        if (mode != Mode.EAGER) {
            throw new IllegalStateException(operation + " cannot be recorded");
        }
        context.makeCurrent();
    }

    private void clear(Address address, int bytes) {
        Cuda.check(JCudaDriver.cuMemsetD8Async(address, (byte) 0, bytes, context.stream()), "clearing device memory");
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public void opened(CudaMemory memory) {
        open.add(memory);
    }

    @Override
    public void closed(CudaMemory memory) {
        open.remove(memory);
    }

    /** Returns how many device allocations are open. */
    int allocations() {
        return context.allocations();
    }

    @Override
    public void close() {
        if (!context.isClosed()) {
            context.use().run(this::free);
        }
    }

    private void free() {
        context.makeCurrent();
        try {
            List.copyOf(open).forEach(CudaMemory::close);
            blas.close();
            kernels.close();
            staging.close();
        } finally {
            context.close();
        }
    }
}
