package io.minibatch.backend;

/**
 * A device: owns memory and does arithmetic on it. Operations run in the order of the calls, perhaps later than the call;
 * {@link #synchronize()} and everything that hands data to the host wait for them. One thread at a time may use a backend.
 */
public interface Backend extends AutoCloseable {
    /** Returns the short name by which it is chosen, {@code cpu} or {@code cuda}. */
    String name();

    /** Returns a line that describes the device. */
    String device();

    // Memory

    /** Returns a new matrix of zeros. */
    Matrix allocate(int rows, int columns);

    /**
     * Copies a labelled data set to the device.
     *
     * @param images {@code [labels.length, features]} unsigned bytes, row-major, copied or shared and never modified
     * @param labels one label an example, each below {@code classes}
     */
    Examples upload(byte[] images, byte[] labels, int features, int classes);

    /** Returns a window of {@code capacity} rows over the examples, at the start of their given order. */
    Batch allocateBatch(Examples examples, int capacity);

    /** Returns accumulators that stand at zero, for mini-batches of up to {@code capacity} rows. */
    Tally allocateTally(int capacity);

    /** Copies {@code source} into the matrix; their sizes must be equal. */
    void upload(float[] source, Matrix target);

    /** Copies the matrix into {@code target}; their sizes must be equal. */
    void download(Matrix source, float[] target);

    // Mini-batches

    /** Puts the window at the start of a fresh order: {@link io.minibatch.random.Permutation} of seed and epoch. */
    void shuffle(Batch batch, long seed, int epoch);

    /** Puts the window at the start of the order in which the examples were uploaded. */
    void rewind(Batch batch);

    /**
     * Takes the next mini-batch of the order, and moves on: {@code x ← bytes/255}, rows beyond a short last mini-batch
     * zero. Past the end of the order there are no valid rows.
     *
     * @param x {@code [capacity, features]}, overwritten
     */
    void gather(Batch batch, Matrix x);

    // Arithmetic

    /**
     * {@code c ← alpha·op(a)·op(b) + beta·c}; with beta 0, c is overwritten whatever it held.
     *
     * @param c modified; must not overlap a or b
     */
    void gemm(Transpose transpose, float alpha, Matrix a, Matrix b, float beta, Matrix c);

    /**
     * As {@link #gemm(Transpose, float, Matrix, Matrix, float, Matrix)} with alpha and beta read from device memory when
     * the operation runs.
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

    /** Returns the sum of the products of the elements, accumulated in double precision. */
    double dot(Matrix x, Matrix y);

    /**
     * {@code z ← f(z + 1·bias)}.
     *
     * @param bias {@code [1, columns]}
     * @param z {@code [rows, columns]}, modified
     */
    void activate(Elementwise function, Matrix bias, Matrix z);

    /**
     * {@code δ ← δ ⊙ f'}, then {@code biasGradient ← Σ rows of δ}.
     *
     * @param activations the values f(z), the shape of delta
     * @param delta modified
     * @param biasGradient {@code [1, columns]}, overwritten
     */
    void activationGradient(Elementwise function, Matrix activations, Matrix delta, Matrix biasGradient);

    /**
     * The derivative of the mean cost by the output layer's logits, for costs whose form matches the output function (and
     * by its activations for the quadratic cost): {@code δ ← (a − y)/m} over the m valid rows, zero in the others.
     *
     * @param activations {@code [capacity, classes]}
     * @param delta the same shape, overwritten; must not overlap activations
     */
    void outputDelta(Batch batch, Matrix activations, Matrix delta);

    /**
     * Adds the valid rows' costs, and how many of them have their largest logit at their label (the first of equals).
     *
     * @param function the output layer's function
     * @param logits {@code [capacity, classes]}
     */
    void tally(Loss loss, Elementwise function, Batch batch, Matrix logits, Tally tally);

    /** Returns what was accumulated since the last call, and starts again at zero. */
    Tally.Totals take(Tally tally);

    /**
     * Returns how many mini-batches were gathered since the last {@link #shuffle} or {@link #rewind} when {@link
     * #outputDelta} first met a value that is not finite (1 for the first mini-batch), or 0 where all were finite.
     */
    int firstNonFinite(Batch batch);

    // Execution

    /**
     * Records the operations for replay and does not carry them out. They must not allocate, transfer, or wait for the
     * device; the scalars they were given are part of the record, what lies in device memory is read at each replay.
     */
    Step record(Runnable operations);

    /** Waits until every operation so far is done. */
    void synchronize();

    /** Frees all memory. */
    @Override
    void close();
}
