package io.minibatch.backend;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device: owns memory and computes on it. Operations run in the order of the calls, possibly asynchronously;
 * {@link #synchronize()} and everything that returns data to the host wait for them.
 *
 * <p>One thread at a time may use a backend with its memory and its steps; threads may take turns. An operation during
 * one of another thread throws {@link IllegalStateException}, which names both threads, and does not disturb the other;
 * {@link #record} and {@link Step#run} are one operation each. Operations on a closed backend, also by its recorded
 * steps, throw {@link IllegalStateException}; only closing is allowed. Implementations use {@link ExclusiveUse}.
 */
public interface Backend extends Claims, AutoCloseable {
    /** Suffix of {@link #device()} if no step is claimed: results of claimed steps differ in the last bits. */
    String UNFUSED = ", no fused steps";

    /** Returns the short name of the backend, {@code cpu} or {@code cuda}. */
    String name();

    /** Returns one line: the device, and the options that affect the last bits of results. */
    String device();

    /** Returns the device in a few words, without the libraries and kernels of {@link #device()}. */
    default String summary() {
        return device();
    }

    // Memory

    /** Returns a new matrix of zeros. */
    Matrix allocate(int rows, int columns);

    /** Copies examples to the device, or shares their arrays, which are never modified. */
    Examples upload(ExampleData data);

    /** Copies labelled images to the device, as {@link ExampleData#ofImages}. */
    default Examples upload(byte[] images, byte[] labels, int features, int classes) {
        return upload(ExampleData.ofImages(images, labels, features, classes));
    }

    /** Returns a window of {@code capacity} rows over the examples, at the start of their given order. */
    Batch allocateBatch(Examples examples, int capacity);

    /** Returns a clock before the first step of epoch 0, for steps that gather no mini-batch. */
    StepClock allocateClock(int stepsPerEpoch);

    /** Returns accumulators at zero, for mini-batches of up to {@code capacity} rows. */
    Tally allocateTally(int capacity);

    /** Copies {@code source} into the matrix; their sizes must be equal. */
    void upload(float[] source, Matrix target);

    /** Copies the matrix into {@code target}; their sizes must be equal. */
    void download(Matrix source, float[] target);

    // Mini-batches

    /**
     * Moves the window to the start of a new order, the {@link io.minibatch.random.Permutation} of seed and epoch, and
     * sets its clock before the first step of the epoch.
     */
    void shuffle(Batch batch, long seed, int epoch);

    /** As {@link #rewind(Batch, long, int)}, with seed and epoch 0. */
    default void rewind(Batch batch) {
        rewind(batch, 0, 0);
    }

    /** Moves the window to the start of the uploaded order, and sets its clock before the epoch's first step. */
    void rewind(Batch batch, long seed, int epoch);

    /**
     * Sets a clock, and clears {@link #firstNonFinite}.
     *
     * @param step number of steps begun in the epoch, 0 before the first
     */
    void set(StepClock clock, long seed, int epoch, int step);

    /**
     * Gathers the next mini-batch of the order, and advances by a step: {@code x ← bytes/255}, or the floats as they
     * are; rows beyond a short last mini-batch are zero. Past the end of the order no rows are valid.
     *
     * @param x {@code [capacity, features]}, overwritten
     */
    void gather(Batch batch, Matrix x);

    /**
     * As {@link #gather}, with a random variant of each image, different in every epoch. The batch's seed and epoch are
     * those of the last {@link #shuffle} or {@link #rewind(Batch, long, int)}.
     *
     * @param augmentation for images of {@code features} pixels, which must be bytes
     * @param x {@code [capacity, features]}, overwritten, from 0 to 1
     */
    void augment(Batch batch, Augmentation augmentation, Matrix x);

    // Arithmetic

    /**
     * {@code c ← alpha·op(a)·op(b) + beta·c}; with beta 0, c is overwritten, even NaN.
     *
     * @param c modified; must not overlap a or b
     */
    void gemm(Transpose transpose, float alpha, Matrix a, Matrix b, float beta, Matrix c);

    /**
     * As {@link #gemm(Transpose, float, Matrix, Matrix, float, Matrix)} with alpha and beta read from device memory
     * when the operation runs.
     *
     * @param alphaBeta {@code [1, 2]}: alpha, beta
     */
    void gemm(Transpose transpose, Matrix alphaBeta, Matrix a, Matrix b, Matrix c);

    /**
     * {@code y ← y + alpha·x}, alpha read from device memory when the operation runs.
     *
     * @param alpha {@code [1, 1]}
     * @param y modified; the shape of x
     */
    void axpy(Matrix alpha, Matrix x, Matrix y);

    /** {@code y ← x}; x and y have the same size and must not overlap. */
    void copy(Matrix x, Matrix y);

    /**
     * {@code sums ← x·1}, the sum of each row.
     *
     * @param sums {@code [rows, 1]}, overwritten; must not overlap x
     */
    void rowSums(Matrix x, Matrix sums);

    /** Returns the sum of the products of the elements, accumulated in double precision. */
    double dot(Matrix x, Matrix y);

    /** Returns {@code Σ |xᵢ|}, accumulated in double precision. */
    double sumOfMagnitudes(Matrix x);

    /** {@code x ← alpha·x}, alpha {@code [1, 1]} read from device memory; with alpha 0, x becomes 0, even NaN. */
    void scale(Matrix alpha, Matrix x);

    /** {@code z ← x ⊙ y}, the products of the elements; z may be x or y. */
    void multiply(Matrix x, Matrix y, Matrix z);

    /** As {@link #activate(Elementwise, Matrix, Matrix, Matrix, Dropout)}, in place and without dropout. */
    default void activate(Elementwise function, Matrix bias, Matrix z) {
        activate(function, bias, z, z, null);
    }

    /**
     * {@code z ← z + 1·bias, a ← f(z)}, then {@code a ← a ⊙ mask/(1 − rate)}.
     *
     * @param bias {@code [1, columns]}
     * @param z {@code [rows, columns]}, modified
     * @param a the shape of z, overwritten; may be z itself
     * @param dropout null for none
     */
    void activate(Elementwise function, Matrix bias, Matrix z, Matrix a, @Nullable Dropout dropout);

    /** {@code z ← softmax(z + 1·bias)} by rows: {@code e^zⱼ / Σ e^zₖ}, book's equation (78), stable for any z. */
    void softmax(Matrix bias, Matrix z);

    /**
     * {@code δ ← δ ⊙ f' ⊙ mask/(1 − rate)}, then the bias gradient, and the update of the biases if it has a rate.
     *
     * @param values a of {@link #activate}, or z if {@link Elementwise#derivativeNeedsInput()}; the shape of delta
     * @param delta modified
     * @param biasGradient of {@code columns} biases, modified
     * @param dropout as given to {@link #activate} in the same step
     */
    void activationGradient(
            Elementwise function, Matrix values, Matrix delta, BiasGradient biasGradient, @Nullable Dropout dropout);

    /**
     * The derivative of the mean cost by the output layer's logits, for costs whose form matches the output function
     * (and by its activations for the quadratic cost): {@code δ ← w·(a − y)/m} over the m valid rows, zero in the
     * others. y is the target of the example's label, or its desired values; w is its weight, 1 by default.
     *
     * @param activations {@code [capacity, outputs]}
     * @param delta the same shape, overwritten; must not overlap activations
     */
    void outputDelta(Batch batch, Targets targets, Matrix activations, Matrix delta);

    /**
     * The output layer of a training step, from its product with the weights to its delta: {@link #activate} or {@link
     * #softmax}, {@link #outputDelta} and {@link #activationGradient}, which a device may do in one pass.
     *
     * @param objective output function and targets
     * @param bias {@code [1, outputs]}; if {@code biasGradient} has a rate, the biases that it updates
     * @param z {@code [capacity, outputs]}, overwritten by the activations
     * @param delta the same shape, overwritten; must not overlap z
     * @param biasGradient of {@code outputs} biases, modified
     */
    default void output(
            Objective objective, Batch batch, Matrix bias, Matrix z, Matrix delta, BiasGradient biasGradient) {
        if (objective.softmax()) {
            softmax(bias, z);
        } else {
            activate(objective.function(), bias, z);
        }
        outputDelta(batch, objective.targets(), z, delta);
        activationGradient(objective.outputGradient(), z, delta, biasGradient, null);
    }

    /**
     * Adds the costs {@code w·C} of the valid rows, with y and w as in {@link #outputDelta}, and the number of correct
     * predictions. For labels, a prediction is correct if the largest logit (the first of equals) is that of the label.
     * For desired values, it is correct if {@code (a ≥ 0.5) = (y ≥ 0.5)} for all outputs, which is meaningful for
     * values of 0 and 1; the errors of {@link Tally.Totals} are added too. A prediction with a NaN is never correct.
     *
     * @param objective gives C, and the output function by which a follows from the logits
     * @param logits {@code [capacity, outputs]}
     */
    void tally(Objective objective, Batch batch, Matrix logits, Tally tally);

    /**
     * Clips a gradient by its norm (Pascanu, Mikolov and Bengio 2013, algorithm 1): {@code x ← x·min(1, limit/‖x‖)},
     * where ‖x‖ is the L2 norm of all elements together. A gradient that is not finite is still detected: with a NaN
     * all elements become NaN; an infinite element becomes NaN and all finite ones 0.
     *
     * @param limit above 0
     * @param x modified
     */
    void clipNorm(float limit, Matrix x);

    /**
     * Updates parameters by their gradient, as specified by {@link Descent}.
     *
     * @param clock gives the step number t: its epoch times the steps of an epoch, plus those begun in this epoch
     * @param rates {@code [1, }{@link Rates#SIZE}{@code ]}, packed, read from device memory when the operation runs
     * @param block values and state are modified; the gradient is not
     */
    void descend(Descent rule, StepClock clock, Matrix rates, ParameterBlock block);

    /**
     * Limits the L2 norm of each column, the incoming weights of one neuron (Srivastava et al. 2014, section 5.1):
     * {@code w ← w·min(1, limit/‖w‖)}.
     *
     * @param weights {@code [inputs, outputs]}, modified
     */
    void limitNorms(float limit, Matrix weights);

    /** Returns the totals accumulated since the last call, and resets them to zero. */
    Tally.Totals take(Tally tally);

    /**
     * Returns the step of the epoch, from 1, in which {@link #outputDelta} first found a NaN or infinite value; if it
     * found none but a parameter is not finite now, the current step, at least 1; 0 if everything is finite.
     *
     * @param parameters of any shape, not modified
     */
    int firstNonFinite(StepClock clock, Matrix parameters);

    // Execution

    /**
     * Records operations for replay, without running them.
     *
     * <p>{@code operations} may call the operations from {@link #gather} to {@link #limitNorms} that return nothing,
     * and those of an {@link InputLayer}, on memory that was allocated before. Everything else throws
     * {@link IllegalStateException}: allocating or closing memory, uploads and downloads, {@link #shuffle},
     * {@link #rewind(Batch, long, int)}, {@link #dot}, {@link #sumOfMagnitudes}, {@link #take},
     * {@link #firstNonFinite}, {@link #synchronize}, another {@code record}, and running steps.
     *
     * <p>A backend may call {@code operations} several times, now and until the step is closed, on the thread that
     * calls {@code record} or {@link Step#run}. Each call must issue the same operations with the same operands and
     * have no other effect. Scalar arguments become part of the record; device memory is read at each replay.
     * {@link CheckedBackend} enforces these rules.
     */
    Step record(Runnable operations);

    /**
     * Runs several steps. The results equal those of running them one after the other. A device may run steps that it
     * claimed at the same time.
     *
     * @param runs different steps of this backend, each with its own memory
     */
    default void run(List<StepRun> runs) {
        runs.forEach(each -> each.step().run(each.times()));
    }

    /**
     * Returns the number of claimed steps of a plan that the device runs concurrently in {@link #run(List)}. With 1,
     * steps run one after the other, and grouping networks gains nothing.
     *
     * @return at least 1
     */
    default int together(StepPlan plan) {
        return 1;
    }

    /** Waits until all operations issued so far have finished. */
    void synchronize();

    /** Frees all memory. */
    @Override
    void close();
}
