package io.minibatch.backend;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The part of {@link CheckedBackend} that is about memory, the order of the examples, and recording. */
abstract class CheckedMemory implements Backend {
    private final Backend inner;
    private final CheckedRecording recording = new CheckedRecording();

    CheckedMemory(Backend inner) {
        this.inner = inner;
    }

    @Override
    public final String name() {
        return inner.name();
    }

    @Override
    public final String device() {
        return inner.device();
    }

    @Override
    public final String summary() {
        return inner.summary();
    }

    @Override
    public final Matrix allocate(int rows, int columns) {
        recording.refuse("allocate");
        check(rows > 0 && columns > 0, () -> "allocate: " + rows + "×" + columns);
        return new CheckedMatrix(this, inner.allocate(rows, columns));
    }

    @Override
    public final Examples upload(ExampleData data) {
        recording.refuse("upload");
        CheckedData.check(data);
        return inner.upload(data);
    }

    @Override
    public final Batch allocateBatch(Examples examples, int capacity) {
        recording.refuse("allocateBatch");
        open("allocateBatch", examples);
        check(capacity > 0, () -> "allocateBatch: capacity " + capacity);
        return inner.allocateBatch(examples, capacity);
    }

    @Override
    public final StepClock allocateClock(int stepsPerEpoch) {
        recording.refuse("allocateClock");
        check(stepsPerEpoch > 0, () -> "allocateClock: " + stepsPerEpoch + " steps an epoch");
        return inner.allocateClock(stepsPerEpoch);
    }

    @Override
    public final Tally allocateTally(int capacity) {
        recording.refuse("allocateTally");
        check(capacity > 0, () -> "allocateTally: capacity " + capacity);
        return inner.allocateTally(capacity);
    }

    @Override
    public final void upload(float[] source, Matrix target) {
        recording.refuse("upload");
        CheckedMatrix to = use("upload", target);
        check(source.length == to.size(), () -> "upload: " + source.length + " numbers to " + to);
        inner.upload(source, to.inner());
    }

    @Override
    public final void download(Matrix source, float[] target) {
        recording.refuse("download");
        CheckedMatrix from = use("download", source);
        check(target.length == from.size(), () -> "download: " + from + " to " + target.length + " numbers");
        inner.download(from.inner(), target);
    }

    @Override
    public final void shuffle(Batch batch, long seed, int epoch) {
        recording.refuse("shuffle");
        open("shuffle", batch);
        inner.shuffle(batch, seed, epoch);
    }

    @Override
    public final void rewind(Batch batch, long seed, int epoch) {
        recording.refuse("rewind");
        open("rewind", batch);
        check(epoch >= 0, () -> "rewind: epoch " + epoch);
        inner.rewind(batch, seed, epoch);
    }

    @Override
    public final void set(StepClock clock, long seed, int epoch, int step) {
        recording.refuse("set");
        open("set", clock);
        check(epoch >= 0 && step >= 0, () -> "set: step " + step + " of epoch " + epoch);
        inner.set(clock, seed, epoch, step);
    }

    @Override
    public final Tally.Totals take(Tally tally) {
        recording.refuse("take");
        open("take", tally);
        return inner.take(tally);
    }

    @Override
    public final int firstNonFinite(StepClock clock, Matrix parameters) {
        recording.refuse("firstNonFinite");
        open("firstNonFinite", clock);
        return inner.firstNonFinite(clock, use("firstNonFinite", parameters).inner());
    }

    @Override
    public final @Nullable Step claim(StepPlan plan, StepMemory memory) {
        Step claimed = inner.claim(plan, trusted("claim", memory));
        return claimed == null ? null : new CheckedStep(claimed, recording);
    }

    @Override
    public final @Nullable InputLayer claimInput(StepPlan plan, StepMemory memory) {
        InputLayer claimed = inner.claimInput(plan, trusted("claimInput", memory));
        return claimed == null ? null : new CheckedInput(this, claimed, plan);
    }

    @Override
    public final @Nullable Inference claimInference(StepPlan plan, Matrix parameters) {
        recording.refuse("claimInference");
        CheckedMatrix trusted = use("claimInference", parameters);
        trusted.require("claimInference", 1, plan.parameterCount());
        return inner.claimInference(plan, trusted.inner());
    }

    @Override
    public final void run(List<StepRun> runs) {
        recording.refuse("run");
        check(
                runs.stream().map(StepRun::step).distinct().count() == runs.size(),
                () -> "run: a step is given more than once");
        inner.run(runs.stream().map(this::trusted).toList());
    }

    @Override
    public final int together(StepPlan plan) {
        recording.refuse("together");
        return inner.together(plan);
    }

    private StepRun trusted(StepRun run) {
        return run.step() instanceof CheckedStep step ? new StepRun(step.inner(), run.times()) : run;
    }

    /** Returns a plan's memory as the other backend knows it. */
    private StepMemory trusted(String operation, StepMemory memory) {
        recording.refuse(operation);
        open(operation, memory.batch());
        ParameterBlock block = memory.parameters();
        Matrix state =
                block.state() == null ? null : use(operation, block.state()).inner();
        ParameterBlock trusted = new ParameterBlock(
                use(operation, block.values()).inner(),
                use(operation, block.gradient()).inner(),
                state,
                block.weights());
        return new StepMemory(
                memory.batch(), trusted, use(operation, memory.rates()).inner());
    }

    @Override
    public final Step record(Runnable operations) {
        recording.refuse("record");
        return new CheckedStep(inner.record(() -> recording.run(operations)), recording);
    }

    @Override
    public final void synchronize() {
        recording.refuse("synchronize");
        inner.synchronize();
    }

    @Override
    public final void close() {
        recording.refuse("close");
        inner.close();
    }

    final Backend inner() {
        return inner;
    }

    /** Throws {@link IllegalStateException} if the calling thread is recording. */
    final void refuse(String operation) {
        recording.refuse(operation);
    }

    /** Passes a recordable operation on, unless it is only rehearsed. */
    final void issue(Runnable operation) {
        if (!recording.isRehearsal()) {
            operation.run();
        }
    }

    /** Returns an operand, which must be an open matrix of this backend. */
    final CheckedMatrix use(String operation, Matrix matrix) {
        if (!(matrix instanceof CheckedMatrix checked) || !checked.belongsTo(this)) {
            throw new IllegalArgumentException(operation + ": a matrix of another backend");
        }
        open(operation, matrix);
        recording.note(operation + " of " + checked.place());
        return checked;
    }

    /** Notes arguments of a recordable operation that are not matrices. */
    final void note(String operation) {
        recording.note(operation);
    }

    static void open(String operation, DeviceMemory memory) {
        if (memory.isClosed()) {
            throw new IllegalStateException(operation + ": " + memory.getClass().getSimpleName() + " is closed");
        }
    }

    static void open(String operation, @Nullable Dropout dropout) {
        if (dropout != null) {
            open(operation, dropout.clock());
        }
    }

    /** Reads the output of an operation back, unless it is being recorded. */
    final void finite(String operation, Matrix output) {
        if (recording.isUnderWay()) {
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

    static void check(boolean condition, Supplier<String> fault) {
        if (!condition) {
            throw new IllegalArgumentException(fault.get());
        }
    }
}
