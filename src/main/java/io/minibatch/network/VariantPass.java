package io.minibatch.network;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Inputs;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Objective;
import io.minibatch.backend.Opened;
import io.minibatch.backend.Step;
import java.util.Arrays;
import java.util.function.DoubleConsumer;

/**
 * Predicts from variants of each image, {@code a = f((1/N)·Σ z(x⁽ᵛ⁾))}: the output function f of the mean of the logits
 * z over the variants x⁽⁰⁾ to x⁽ᴺ⁻¹⁾. For softmax outputs that is the normalized geometric mean of the variants'
 * probabilities. The original is not among the variants. Source: I. Sato, H. Nishimura, K. Yokoi, <i>APAC: Augmented
 * PAttern Classification with Neural Networks</i>, arXiv 1505.03229, which decides by the sum of the logarithms of the
 * probabilities.
 *
 * <p>Variant v of row i is what {@link Backend#augment} makes of example i in epoch v under the seed, for unknown
 * classes ({@link Augmentation#withoutClasses}). So it does not depend on the other rows of a call, nor on the device's
 * threads.
 *
 * <p>The device varies the images and computes the logits; the host adds them in double precision. Before it is rounded
 * to float32, the mean is wrong by less than 2·10⁻¹² of the mean |z|, and N equal logits have their own value as mean,
 * bit for bit.
 *
 * <p>Every pass has the same number of rows, so a call of few images takes as long as one of {@value #CAPACITY}. Calls
 * of several threads run one after the other; nothing else may use the backend meanwhile.
 */
public final class VariantPass implements AutoCloseable {
    private static final int CAPACITY = 128;

    /** Passes whose logits are downloaded together, so that the device rarely waits for the host. */
    private static final int TOGETHER = 32;

    private final Backend backend;
    private final Architecture architecture;
    private final Augmentation augmentation;
    private final Variants variants;
    private final Opened opened = new Opened();
    private final ForwardPass forward;

    /** {@code [TOGETHER·CAPACITY, outputs]}: the logits of passes that are not yet downloaded. */
    private final Matrix logits;

    private final Matrix noBias;
    private final float[] downloaded;
    private boolean closed;

    /**
     * Copies a network to a backend, which the caller closes afterwards.
     *
     * @param augmentation for images of the network's inputs
     * @throws IllegalArgumentException if the network takes another number of pixels
     */
    public VariantPass(Backend backend, Network network, Augmentation augmentation, Variants variants) {
        this.backend = backend;
        this.architecture = network.architecture();
        this.augmentation = augmentation.withoutClasses();
        this.variants = variants;
        try {
            requireFit(augmentation);
            DeviceNetwork onDevice = opened.keep(new DeviceNetwork(backend, network));
            forward = opened.keep(new ForwardPass(backend, onDevice, CAPACITY));
            logits = opened.keep(backend.allocate(TOGETHER * CAPACITY, architecture.outputs()));
            noBias = opened.keep(backend.allocate(1, architecture.outputs()));
        } catch (RuntimeException | Error failed) {
            opened.close();
            throw failed;
        }
        downloaded = new float[logits.size()];
    }

    private void requireFit(Augmentation images) {
        int pixels = images.rows() * images.columns();
        if (pixels != architecture.inputs()) {
            throw new IllegalArgumentException("the augmentation is for images of " + pixels
                    + " pixels, but the network" + " takes " + architecture.inputs() + " inputs");
        }
    }

    /**
     * Computes the answers to images.
     *
     * @param images bytes; numbers are refused, as they cannot be varied
     * @param fraction told from time to time how much of the call is done, from 0 to 1
     * @throws IllegalArgumentException if the images have another number of pixels than the network takes, or are
     *     numbers
     * @throws IllegalStateException if this is closed
     * @throws NonFiniteException if a logit or an output is NaN or infinite
     */
    public synchronized Predictions predict(Inputs images, DoubleConsumer fraction) {
        if (closed) {
            throw new IllegalStateException("the network on the " + backend.name() + " backend is closed");
        }
        if (!(images instanceof Inputs.Bytes)) {
            throw new IllegalArgumentException("variants are made of images, whose pixels are bytes, not of numbers");
        }
        if (images.features() != architecture.inputs()) {
            throw new IllegalArgumentException(
                    "rows of " + images.features() + " values: the network takes " + architecture.inputs() + " inputs");
        }
        return answered(mean(images, fraction));
    }

    /** Returns the mean logits of each row, {@code [rows, outputs]}. */
    private float[] mean(Inputs images, DoubleConsumer fraction) {
        int rows = images.size();
        // No label is used, as no class is gentle.
        DesiredOutputs noLabels = new DesiredOutputs.Labels(new byte[rows], 1);
        Sums sums = new Sums(rows, fraction);
        try (Examples examples = backend.upload(new ExampleData(images, noLabels, ExampleData.UNWEIGHTED));
                Batch batch = backend.allocateBatch(examples, CAPACITY);
                Step step = backend.record(() -> {
                    backend.augment(batch, augmentation, forward.input());
                    forward.runToLogits();
                })) {
            for (int variant = 0; variant < variants.count(); variant++) {
                backend.rewind(batch, variants.seed(), variant);
                for (int first = 0; first < rows; first += CAPACITY) {
                    step.run(1);
                    sums.keep(first);
                }
            }
            sums.take();
        }
        return sums.mean();
    }

    /** Logits that are on the device, and the sums of those before. */
    private final class Sums {
        private final DoubleConsumer fraction;
        private final double[] sums;
        private final int[] firstRows = new int[TOGETHER];
        private final long passes;
        private int waiting;
        private long done;

        Sums(int rows, DoubleConsumer fraction) {
            this.fraction = fraction;
            this.sums = new double[Math.multiplyExact(rows, architecture.outputs())];
            this.passes = (long) variants.count() * ((rows + CAPACITY - 1) / CAPACITY);
        }

        /** Keeps the logits of a pass, whose first row is given. */
        void keep(int first) {
            int outputs = architecture.outputs();
            backend.copy(forward.output(), logits.view(waiting * CAPACITY * outputs, CAPACITY, outputs));
            firstRows[waiting++] = first;
            if (waiting == TOGETHER) {
                take();
            }
        }

        /** Adds the logits that were kept. */
        void take() {
            backend.download(logits, downloaded);
            int size = CAPACITY * architecture.outputs();
            for (int pass = 0; pass < waiting; pass++) {
                int target = firstRows[pass] * architecture.outputs();
                int count = Math.min(size, sums.length - target);
                for (int i = 0; i < count; i++) {
                    sums[target + i] += downloaded[pass * size + i];
                }
            }
            done += waiting;
            waiting = 0;
            fraction.accept((double) done / passes);
        }

        float[] mean() {
            float[] mean = new float[sums.length];
            for (int i = 0; i < mean.length; i++) {
                mean[i] = (float) (sums[i] / variants.count());
                requireFinite(mean[i], i);
            }
            return mean;
        }
    }

    private void requireFinite(float value, int element) {
        if (!Float.isFinite(value)) {
            int layers = architecture.layers().size();
            throw new NonFiniteException(layers, layers, element / architecture.outputs() + 1, value);
        }
    }

    /** Applies the output function. */
    private Predictions answered(float[] mean) {
        int width = architecture.outputs();
        Objective objective = architecture.objective(0);
        Matrix z = forward.output();
        float[] outputs = new float[mean.length];
        float[] rows = new float[z.size()];
        for (int start = 0; start < mean.length; start += rows.length) {
            int count = Math.min(rows.length, mean.length - start);
            Arrays.fill(rows, 0);
            System.arraycopy(mean, start, rows, 0, count);
            backend.upload(rows, z);
            if (objective.softmax()) {
                backend.softmax(noBias, z);
            } else {
                backend.activate(objective.function(), noBias, z);
            }
            backend.download(z, rows);
            System.arraycopy(rows, 0, outputs, start, count);
        }
        int[] classes = new int[mean.length / width];
        for (int row = 0; row < classes.length; row++) {
            for (int i = 0; i < width; i++) {
                requireFinite(outputs[row * width + i], row * width + i);
            }
            classes[row] = Predictions.largest(mean, row, width);
        }
        return new Predictions(outputs, mean, classes);
    }

    /** Waits for the call in progress, and frees the device's memory. */
    @Override
    public synchronized void close() {
        closed = true;
        opened.close();
    }
}
