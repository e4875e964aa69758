package io.minibatch.train;

import io.minibatch.io.MinibatchException;
import java.io.Serial;

/** Training met a value that is not finite. The message is one line that names the place and the likely cause. */
public final class DivergedException extends MinibatchException {
    @Serial
    private static final long serialVersionUID = 1;

    /** For methods without steps: it was so before the first. */
    public DivergedException() {
        super("the cost or its gradient is not a number from the start: a weight or lambda is too large");
    }

    public DivergedException(int iteration) {
        super("the cost is no longer a number after iteration " + iteration
                + ": weights are too large; try a larger lambda");
    }

    public DivergedException(int epoch, int step, int steps, double eta) {
        super("the cost is no longer a number at epoch " + epoch + ", step " + step + " of " + steps
                + ": the learning rate (eta " + eta + ") is probably too large; try " + (float) (eta / 10));
    }
}
