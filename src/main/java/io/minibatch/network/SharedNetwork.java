package io.minibatch.network;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Inference;
import io.minibatch.backend.Inputs;
import io.minibatch.backend.Opened;

/**
 * A network on a backend that any number of threads may use at the same time. It keeps parameters and buffers on the
 * device. A call that finds the device free computes its own rows and those of the calls that came meanwhile, several
 * calls in one pass; the other callers wait. Calls with more rows than a pass takes have their turns among the others.
 * There is no thread behind it.
 *
 * <p>The results of a row do not depend on the other rows and calls, as {@link Inference} says. Interrupting a caller
 * does not end its call; its interrupt status is kept.
 *
 * <p>As long as it is open, nothing else may use the backend while a call is in progress.
 */
public final class SharedNetwork implements AutoCloseable {
    /** Rows of a pass: on the CPU, enough to use the weights of a large layer again while they are in the cache. */
    private static final int MOST_ROWS = 128;

    /** Values of all rows of a pass: of wide inputs fewer rows fit into a pass. */
    private static final int MAX_VALUES = 1 << 22;

    private final Architecture architecture;
    private final Opened opened = new Opened();
    private final RowQueue queue;

    /** Copies the network to a backend, which the caller closes afterwards. */
    public SharedNetwork(Backend backend, Network network) {
        this(backend, network, false);
    }

    private SharedNetwork(Backend backend, Network network, boolean owner) {
        architecture = network.architecture();
        try {
            if (owner) {
                opened.keep(backend);
            }
            DeviceNetwork onDevice = opened.keep(new DeviceNetwork(backend, network));
            Inference inference = opened.keep(onDevice.inference(rowsOfAPass(architecture)));
            queue = new RowQueue(
                    new RowPasses(inference, architecture), "the network on the " + backend.name() + " backend");
        } catch (RuntimeException | Error failed) {
            opened.close();
            throw failed;
        }
    }

    /** Copies the network to a backend that is closed with it, or at once where this fails. */
    public static SharedNetwork owning(Backend backend, Network network) {
        return new SharedNetwork(backend, network, true);
    }

    private static int rowsOfAPass(Architecture architecture) {
        int widest = architecture.sizes().stream().mapToInt(size -> size).max().orElseThrow();
        return Math.max(1, Math.min(MOST_ROWS, MAX_VALUES / widest));
    }

    /** Returns the predictions of a network that is used for this call alone. */
    public static Predictions predict(Backend backend, Network network, Inputs rows) {
        try (SharedNetwork shared = new SharedNetwork(backend, network)) {
            return shared.predict(rows);
        }
    }

    /** Returns the network's shape. */
    public Architecture architecture() {
        return architecture;
    }

    /**
     * Computes the outputs of one row of bytes, which the network takes as {@code value/255}. Allocates nothing if no
     * other thread calls at the same time.
     *
     * @param row {@code [inputs]}, unsigned
     * @param outputs {@code [outputs]}, overwritten by the output layer's activations
     * @return the class, as in {@link Predictions#classes}
     * @throws IllegalArgumentException if a length is wrong
     * @throws IllegalStateException if this is closed
     * @throws NonFiniteException if a logit or an output is NaN or infinite; outputs are then undefined
     */
    public int predict(byte[] row, float[] outputs) {
        requireLengths(row.length, outputs.length);
        return queue.answer(row, outputs);
    }

    /**
     * As {@link #predict(byte[], float[])} for numbers, which the network takes as they are.
     *
     * @param row {@code [inputs]}
     * @param outputs {@code [outputs]}, overwritten
     */
    public int predict(float[] row, float[] outputs) {
        requireLengths(row.length, outputs.length);
        return queue.answer(row, outputs);
    }

    /**
     * Computes the outputs of many rows.
     *
     * @throws IllegalArgumentException if rows have another number of values than the network has inputs
     * @throws IllegalStateException if this is closed
     * @throws NonFiniteException if a logit or an output is NaN or infinite
     */
    public Predictions predict(Inputs rows) {
        if (rows.features() != architecture.inputs()) {
            throw new IllegalArgumentException(
                    "rows of " + rows.features() + " values: the network takes " + architecture.inputs() + " inputs");
        }
        int values = Math.multiplyExact(rows.size(), architecture.outputs());
        Predictions answers = new Predictions(new float[values], new float[values], new int[rows.size()]);
        int width = rows.features();
        queue.answer(new RowRequest(
                rows instanceof Inputs.Bytes bytes
                        ? (pass, place, row) -> pass.put(place, bytes.values(), row * width)
                        : (pass, place, row) -> pass.put(place, ((Inputs.Floats) rows).values(), row * width),
                answers));
        return answers;
    }

    private void requireLengths(int inputs, int outputs) {
        if (inputs != architecture.inputs()) {
            throw new IllegalArgumentException(
                    "a row of " + inputs + " values: the network takes " + architecture.inputs() + " inputs");
        }
        if (outputs != architecture.outputs()) {
            throw new IllegalArgumentException(
                    "an array of " + outputs + " outputs: the network gives " + architecture.outputs());
        }
    }

    /** Waits for calls in progress, and frees the device's memory. Later calls throw {@link IllegalStateException}. */
    @Override
    public void close() {
        queue.close(opened::close);
    }
}
