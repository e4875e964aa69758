package io.minibatch.backend.cpu;

import io.minibatch.backend.BackendException;
import io.minibatch.backend.Batch;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Inference;
import io.minibatch.backend.InputLayer;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Step;
import io.minibatch.backend.StepClock;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import io.minibatch.backend.StepRun;
import io.minibatch.backend.Tally;
import io.minibatch.backend.Transpose;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The CPU, float32. Arguments are trusted; {@link io.minibatch.backend.CheckedBackend} is for those that are not. */
public final class CpuBackend extends IssuedOperations {
    static final String NAME = "cpu";

    private final MatrixProduct product;
    private final CpuExecution execution;
    private final boolean fused;
    private final Dot dot = new Dot();
    private final SumOfMagnitudes sumOfMagnitudes = new SumOfMagnitudes();

    /** Creates a backend that computes on {@code threads} threads, the caller's being one of them, with EJML alone. */
    public CpuBackend(int threads) {
        this(threads, new EjmlProduct());
    }

    CpuBackend(int threads, MatrixProduct product) {
        this(threads, product, ThreadTeam.LEAST_WORK, true);
    }

    /**
     * Creates a backend whose threads share operations of {@code leastWork} nanoseconds and more.
     *
     * @param fused whether it may claim whole steps
     */
    CpuBackend(int threads, MatrixProduct product, long leastWork, boolean fused) {
        this.product = product;
        this.fused = fused;
        this.execution = new CpuExecution(threads, leastWork);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String device() {
        return execution.threads()
                + (execution.threads() == 1 ? " thread of " : " threads of ")
                + System.getProperty("os.arch") + ", products by " + product.name()
                + (fused ? "" : UNFUSED);
    }

    @Override
    public String summary() {
        return execution.threads()
                + (execution.threads() == 1 ? " thread, " : " threads, ")
                + product.library()
                + (fused ? "" : UNFUSED);
    }

    @Override
    public Matrix allocate(int rows, int columns) {
        Matrix.checkSize(rows, columns);
        try {
            return execution.eager("allocate", () -> new CpuMatrix(this, rows, columns));
        } catch (OutOfMemoryError full) {
            throw new BackendException("out of memory: a " + rows + "×" + columns + " matrix needs "
                    + 4L * rows * columns + " bytes; give Java more with -Xmx");
        }
    }

    @Override
    public Examples upload(ExampleData data) {
        return execution.eager("upload", () -> new CpuExamples(this, data, product.sparseUpTo()));
    }

    @Override
    public Batch allocateBatch(Examples examples, int capacity) {
        return execution.eager("allocateBatch", () -> new CpuBatch(this, (CpuExamples) examples, capacity));
    }

    @Override
    public StepClock allocateClock(int stepsPerEpoch) {
        return execution.eager("allocateClock", () -> new CpuClock(this, stepsPerEpoch));
    }

    @Override
    public Tally allocateTally(int capacity) {
        return execution.eager("allocateTally", () -> new CpuTally(this, capacity));
    }

    @Override
    public void upload(float[] source, Matrix target) {
        CpuMatrix matrix = (CpuMatrix) target;
        execution.eager("upload", () -> System.arraycopy(source, 0, matrix.data, matrix.offset, matrix.size()));
    }

    @Override
    public void download(Matrix source, float[] target) {
        CpuMatrix matrix = (CpuMatrix) source;
        execution.eager("download", () -> System.arraycopy(matrix.data, matrix.offset, target, 0, matrix.size()));
    }

    @Override
    public void shuffle(Batch batch, long seed, int epoch) {
        execution.eager("shuffle", () -> ((CpuBatch) batch).shuffle(seed, epoch));
    }

    @Override
    public void rewind(Batch batch, long seed, int epoch) {
        execution.eager("rewind", () -> ((CpuBatch) batch).rewind(seed, epoch));
    }

    @Override
    public void set(StepClock clock, long seed, int epoch, int step) {
        execution.eager("set", () -> ((CpuClock) clock).set(seed, epoch, step));
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
        execution.issue(product.operation(
                new Gemm(transpose, (CpuMatrix) alphaBeta, (CpuMatrix) a, (CpuMatrix) b, (CpuMatrix) c)));
    }

    @Override
    public double dot(Matrix x, Matrix y) {
        execution.begin("dot");
        try {
            return dot.of(execution, (CpuMatrix) x, (CpuMatrix) y);
        } finally {
            execution.end();
        }
    }

    @Override
    public double sumOfMagnitudes(Matrix x) {
        execution.begin("sumOfMagnitudes");
        try {
            return sumOfMagnitudes.of(execution, (CpuMatrix) x);
        } finally {
            execution.end();
        }
    }

    @Override
    public Tally.Totals take(Tally tally) {
        return execution.eager("take", () -> ((CpuTally) tally).take());
    }

    @Override
    public int firstNonFinite(StepClock clock, Matrix parameters) {
        CpuClock steps = (CpuClock) clock;
        return execution.eager("firstNonFinite", () -> {
            if (steps.firstNonFinite() > 0 || Double.isFinite(dot(parameters, parameters))) {
                return steps.firstNonFinite();
            }
            return Math.max(1, steps.step());
        });
    }

    @Override
    public @Nullable Step claim(StepPlan plan, StepMemory memory) {
        return execution.eager("claim", () -> {
            NonZeros lists = SparseRule.lists(product, plan, memory);
            return !fused || lists == null || !SparseRule.isSmall(plan)
                    ? null
                    : steps(new SmallNetwork(this, plan, memory, lists));
        });
    }

    Step steps(SmallNetwork network) {
        return execution.step(network.operations());
    }

    @Override
    public @Nullable InputLayer claimInput(StepPlan plan, StepMemory memory) {
        return execution.eager("claimInput", () -> {
            NonZeros lists = SparseRule.lists(product, plan, memory);
            return lists == null ? null : new SparseInput(execution, plan, memory, lists);
        });
    }

    @Override
    public Inference claimInference(StepPlan plan, Matrix parameters) {
        return execution.eager("claimInference", () -> new CpuInference(this, plan, (CpuMatrix) parameters));
    }

    @Override
    public Step record(Runnable operations) {
        return execution.record(operations);
    }

    @Override
    public void run(List<StepRun> runs) {
        execution.eager("run", () -> super.run(runs));
    }

    @Override
    public int together(StepPlan plan) {
        return execution.eager("together", () -> super.together(plan));
    }

    @Override
    public void synchronize() {
        execution.eager("synchronize", () -> {});
    }

    @Override
    CpuExecution execution() {
        return execution;
    }

    @Override
    boolean usesVectors() {
        return product.usesVectors();
    }

    boolean isClosed() {
        return execution.isClosed();
    }

    @Override
    public void close() {
        execution.close();
    }
}
