package io.minibatch.backend.cuda;

import io.minibatch.backend.Batch;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Inference;
import io.minibatch.backend.InputLayer;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Precision;
import io.minibatch.backend.Step;
import io.minibatch.backend.StepClock;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import io.minibatch.backend.StepRun;
import io.minibatch.backend.Tally;
import io.minibatch.backend.Transpose;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An NVIDIA GPU, float32. Arguments are trusted; {@link io.minibatch.backend.CheckedBackend} is for those that are not.
 */
public final class CudaBackend extends LaunchedOperations implements CudaMemory.Owner {
    static final String NAME = "cuda";

    private final DeviceParts parts;
    private final Context context;
    private final Staging staging;
    private final Recorder recorder;
    private final Launches launches;
    private final Products products;
    private final Set<CudaMemory> open = new LinkedHashSet<>();
    private final BlockSums blockSums;
    private final FusedRuns fusedRuns;
    private final boolean fused;

    private CudaBackend(DeviceParts parts, boolean fused) {
        this.parts = parts;
        this.fused = fused;
        context = parts.context();
        staging = parts.staging();
        recorder = new Recorder(context);
        launches = new Launches(parts.kernels(), new PartialSums(this));
        blockSums = new BlockSums(this);
        fusedRuns = new FusedRuns(parts, recorder, new CudaMemory(this));
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
    public String summary() {
        return context.device().name().replaceFirst("^NVIDIA ", "")
                + parts.blas().description()
                + (fused ? "" : UNFUSED);
    }

    @Override
    public Matrix allocate(int rows, int columns) {
        Matrix.checkSize(rows, columns);
        return eager("allocate", () -> new CudaMatrix(this, rows, columns));
    }

    @Override
    public Examples upload(ExampleData data) {
        return eager("upload", () -> new CudaExamples(this, staging, data));
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
    public void rewind(Batch batch, long seed, int epoch) {
        eager("rewind", () -> launches.rewind((CudaBatch) batch, seed, epoch));
    }

    @Override
    public void set(StepClock clock, long seed, int epoch, int step) {
        eager("set", () -> staging.upload(CudaClock.stateAt(seed, epoch, step), ((CudaClock) clock).state));
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
    public double dot(Matrix x, Matrix y) {
        return eager("dot", () -> blockSums.dot(launches, staging, (CudaMatrix) x, (CudaMatrix) y));
    }

    @Override
    public double sumOfMagnitudes(Matrix x) {
        return eager("sumOfMagnitudes", () -> blockSums.magnitudes(launches, staging, (CudaMatrix) x));
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
    public @Nullable Step claim(StepPlan plan, StepMemory memory) {
        return eager("claim", () -> fused ? fusedRuns.claim(plan, memory) : null);
    }

    @Override
    public @Nullable InputLayer claimInput(StepPlan plan, StepMemory memory) {
        return eager("claimInput", () -> super.claimInput(plan, memory));
    }

    @Override
    public @Nullable Inference claimInference(StepPlan plan, Matrix parameters) {
        return eager("claimInference", () -> super.claimInference(plan, parameters));
    }

    @Override
    public void run(List<StepRun> runs) {
        fusedRuns.run(runs);
    }

    @Override
    public int together(StepPlan plan) {
        return eager("together", () -> fused ? fusedRuns.together(plan) : 1);
    }

    FusedRuns fusedRuns() {
        return fusedRuns;
    }

    @Override
    public Step record(Runnable operations) {
        return recorder.record(operations);
    }

    @Override
    public void synchronize() {
        eager("synchronize", () -> context.synchronize());
    }

    @Override
    Recorder recorder() {
        return recorder;
    }

    @Override
    Launches launches() {
        return launches;
    }

    private void eager(String operation, Runnable work) {
        recorder.eager(operation, work);
    }

    private <T extends @Nullable Object> T eager(String operation, Supplier<T> work) {
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
        context.use().close(this::free);
    }

    private void free() {
        try (parts) {
            context.makeCurrent();
            List.copyOf(open).forEach(CudaMemory::close);
        }
    }
}
