package io.minibatch.network;

/**
 * Outputs of a network for many rows.
 *
 * @param outputs {@code [rows, outputs]}, the output layer's activations
 * @param logits {@code [rows, outputs]}, the output layer's weighted inputs, as the device computed them
 * @param classes {@code [rows]}, the class with the largest output, decided by the logits where several outputs round
 *     to the same number
 */
public record Predictions(float[] outputs, float[] logits, int[] classes) {
    /** Minimum output for which a label is predicted; for one output of two classes, the second class. */
    public static final float THRESHOLD = 0.5f;

    public Predictions {
        if (logits.length != outputs.length) {
            throw new IllegalArgumentException(outputs.length + " outputs have " + logits.length + " logits");
        }
    }

    /**
     * Returns the predictions of a network whose single output is the probability p of the second of two classes: the
     * outputs {@code 1 − p} and {@code p}, and class 1 if p is at least ½. The logits are {@code 0} and {@code z};
     * their softmax is the same outputs.
     */
    public Predictions ofTwoClasses() {
        float[] both = new float[2 * outputs.length];
        float[] logitsOfBoth = new float[both.length];
        int[] chosen = new int[outputs.length];
        for (int i = 0; i < outputs.length; i++) {
            both[2 * i] = 1 - outputs[i];
            both[2 * i + 1] = outputs[i];
            logitsOfBoth[2 * i + 1] = logits[i];
            chosen[i] = outputs[i] >= THRESHOLD ? 1 : 0;
        }
        return new Predictions(both, logitsOfBoth, chosen);
    }

    /**
     * Returns the class of a row by its logits: that of the largest, of equal ones the first.
     *
     * @param logits {@code [rows, classes]}
     */
    static int largest(float[] logits, int row, int classes) {
        int start = row * classes;
        int largest = start;
        for (int i = start + 1; i < start + classes; i++) {
            largest = logits[i] > logits[largest] ? i : largest;
        }
        return largest - start;
    }
}
