package io.minibatch.backend;

/**
 * The dropout of a layer's activations in a step (Srivastava et al. 2014, in its inverted form):
 * {@code a ← a·mask/(1 − rate)}, so that nothing needs to be scaled when the network is used.
 *
 * <p>Element {@code row·columns + column} is dropped where its 16 bits of {@link io.minibatch.random.RandomStream#half}
 * are below the threshold, in the stream of the clock's seed, {@link io.minibatch.random.Purpose#DROPOUT}, its epoch,
 * its step in it, and the layer. So the mask need not be kept.
 *
 * @param clock says which epoch and step it is
 * @param layer tells apart the masks of one step, 0 for the inputs, less than 2²³
 * @param rate from 0 to less than 1, taken to the nearest 1/65536
 */
public record Dropout(StepClock clock, int layer, double rate) {
    private static final int HALF_WORDS = 1 << 16;

    public Dropout {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("a dropout rate must be from 0 to less than 1, not " + rate);
        }
    }

    /** Returns how many of the 65,536 values of 16 bits mean that an element is dropped. */
    public int threshold() {
        return (int) Math.min(HALF_WORDS - 1, Math.round(rate * HALF_WORDS));
    }

    /** Returns by what those that stay are multiplied: 1 over the share of values that mean staying. */
    public float scale() {
        return (float) HALF_WORDS / (HALF_WORDS - threshold());
    }
}
