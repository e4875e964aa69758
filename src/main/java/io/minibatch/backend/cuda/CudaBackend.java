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
import io.minibatch.backend.StepClock;
import io.minibatch.backend.Tally;
import io.minibatch.backend.Targets;
import io.minibatch.backend.Transpose;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An NVIDIA GPU, float32. Arguments are trusted; {@link io.minibatch.backend.CheckedBackend} is for those that are not. */
public final class CudaBackend implements Backend, CudaMemory.Owner {
    static final String NAME = "cuda";

    private final DeviceParts parts;
    private final Context context;
    private final Staging staging;
    private final Recorder recorder;
    private final Launches launches;
    private final Products products;
    private final Set<CudaMemory> open = new LinkedHashSet<>();
    private final BlockSums blockSums;
    private final boolean fused;

    private CudaBackend(DeviceParts parts, boolean fused) {
        this.parts = parts;
        this.fused = fused;
        context = parts.context();
        staging = parts.staging();
        recorder = new Recorder(context);
        launches = new Launches(parts.kernels(), new PartialSums(this));
        blockSums = new BlockSums(this);
        products = new Products(recorder, new Scalars(this), parts.blas(), new SmallProducts(parts.kernels()));
    }

    /**
     * Opens the first device; what was opened is closed again where something fails.
     *
     * @param fused whether it may claim whole steps
     */
    static CudaBackend open(Precision precision, boolean fused) {
        return DeviceParts.open(precision).into(parts -> new CudaBackend(parts, fused));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String device() {
        return context.description() + parts.blas().description() + (fused ? "" : UNFUSED);
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
            examples.upload(staging, images, labels);
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
    public StepClock allocateClock(int stepsPerEpoch) {
        return eager("allocateClock", () -> new CudaClock(this, stepsPerEpoch));
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
    public void set(StepClock clock, long seed, int epoch, int step) {
        eager("set", () -> staging.upload(CudaClock.stateAt(seed, epoch, step), ((CudaClock) clock).state));
    }

    @Override
    public void gather(Batch batch, Matrix x) {
        recorder.launch(() -> launches.gather((CudaBatch) batch, (CudaMatrix) x));
    }

    @Override
    public void augment(Batch batch, Augmentation augmentation, Matrix x) {
        recorder.launch(() -> launches.augment((CudaBatch) batch, augmentation, (CudaMatrix) x));
    }

    @Override
    public void gemm(Transpose transpose, float alpha, Matrix a, Matrix b, float beta, Matrix c) {
        products.gemm(transpose, alpha, (CudaMatrix) a, (CudaMatrix) b, beta, (CudaMatrix) c);
    }

    @Override
    public void gemm(Transpose transpose, Matrix alphaBeta, Matrix a, Matrix b, Matrix c) {
        products.gemm(transpose, (CudaMatrix) alphaBeta, (CudaMatrix) a, (CudaMatrix) b, (CudaMatrix) c);
    }

    @Override
    public void axpy(Matrix alpha, Matrix x, Matrix y) {
        recorder.launch(() -> launches.axpy((CudaMatrix) alpha, (CudaMatrix) x, (CudaMatrix) y));
    }

    @Override
    public void copy(Matrix x, Matrix y) {
        recorder.launch(() -> launches.copy((CudaMatrix) x, (CudaMatrix) y));
    }

    @Override
    public void rowSums(Matrix x, Matrix sums) {
        recorder.launch(() -> launches.rowSums((CudaMatrix) x, (CudaMatrix) sums));
    }

    @Override
    public double dot(Matrix x, Matrix y) {
        return eager("dot", () -> blockSums.dot(launches, staging, (CudaMatrix) x, (CudaMatrix) y));
    }

    @Override
    public double sumOfMagnitudes(Matrix x) {
        return eager("sumOfMagnitudes", () -> blockSums.magnitudes(launches, staging, (CudaMatrix) x));
    }

    @Override
    public void scale(Matrix alpha, Matrix x) {
        recorder.launch(() -> launches.scale((CudaMatrix) alpha, (CudaMatrix) x));
    }

    @Override
    public void multiply(Matrix x, Matrix y, Matrix z) {
        recorder.launch(() -> launches.multiply((CudaMatrix) x, (CudaMatrix) y, (CudaMatrix) z));
    }

    @Override
    public void activate(Elementwise function, Matrix bias, Matrix z, Matrix a, @Nullable Dropout dropout) {
        recorder.launch(() -> launches.activate(function, (CudaMatrix) bias, (CudaMatrix) z, (CudaMatrix) a, dropout));
    }

    @Override
    public void softmax(Matrix bias, Matrix z) {
        recorder.launch(() -> launches.softmax((CudaMatrix) bias, (CudaMatrix) z));
    }

    @Override
    public void activationGradient(
            Elementwise function, Matrix values, Matrix delta, BiasGradient biasGradient, @Nullable Dropout dropout) {
        recorder.launch(() ->
                launches.activationGradient(function, (CudaMatrix) values, (CudaMatrix) delta, biasGradient, dropout));
    }

    @Override
    public void output(
            Objective objective, Batch batch, Matrix bias, Matrix z, Matrix delta, BiasGradient biasGradient) {
        if (z.columns() > PartialSums.OUTPUT_COLUMNS || objective.function().derivativeNeedsInput()) {
            Backend.super.output(objective, batch, bias, z, delta, biasGradient);
        } else {
            CudaMatrix offsets = (CudaMatrix) bias;
            recorder.launch(() -> launches.output(
                    objective, (CudaBatch) batch, offsets, (CudaMatrix) z, (CudaMatrix) delta, biasGradient));
        }
    }

    @Override
    public void outputDelta(Batch batch, Targets targets, Matrix activations, Matrix delta) {
        recorder.launch(
                () -> launches.outputDelta((CudaBatch) batch, targets, (CudaMatrix) activations, (CudaMatrix) delta));
    }

    @Override
    public void tally(Objective objective, Batch batch, Matrix logits, Tally tally) {
        recorder.launch(() -> launches.tally(objective, (CudaBatch) batch, (CudaMatrix) logits, (CudaTally) tally));
    }

    @Override
    public void descend(Descent rule, StepClock clock, Matrix rates, ParameterBlock block) {
        recorder.launch(() -> launches.descend(rule, (CudaClock) clock, (CudaMatrix) rates, block));
    }

    @Override
    public void limitNorms(float limit, Matrix weights) {
        recorder.launch(() -> launches.limitNorms(limit, (CudaMatrix) weights));
    }

    @Override
    public Tally.Totals take(Tally tally) {
        return eager("take", () -> ((CudaTally) tally).take(staging));
    }

    @Override
    public int firstNonFinite(StepClock clock, Matrix parameters) {
        return eager("firstNonFinite", () -> {
            launches.checkFinite((CudaClock) clock, (CudaMatrix) parameters);
            return ((CudaClock) clock).firstNonFinite(staging);
        });
    }

    @Override
    public Step record(Runnable operations) {
        return recorder.record(operations);
    }

    @Override
    public void synchronize() {
        eager("synchronize", () -> context.synchronize());
    }

    private void eager(String operation, Runnable work) {
        recorder.eager(operation, work);
    }

    private <T> T eager(String operation, Supplier<T> work) {
        return recorder.eager(operation, work);
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
        try (parts) {
            context.makeCurrent();
            List.copyOf(open).forEach(CudaMemory::close);
        }
    }
}
