package io.minibatch.network;

/**
 * Outputs of a network for many rows.
 *
 * @param outputs {@code [rows, outputs]}, the output layer's activations
 * @param classes of each row the class with the largest output, told apart by their logits where several outputs round to
 *     the same number
 */
public record Answers(float[] outputs, int[] classes) {
    /** The second of two classes is the answer from this probability on. */
    private static final float SECOND = 0.5f;

    /**
     * Returns these answers of a network whose one output is the probability p of the second of two classes, as those of a
     * network with an output for each: 1 − p and p.
     */
    public Answers ofTwoClasses() {
        float[] both = new float[2 * outputs.length];
        int[] places = new int[outputs.length];
        for (int i = 0; i < outputs.length; i++) {
            both[2 * i] = 1 - outputs[i];
            both[2 * i + 1] = outputs[i];
            places[i] = outputs[i] >= SECOND ? 1 : 0;
        }
        return new Answers(both, places);
    }
}
