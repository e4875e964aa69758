package io.minibatch.backend.cpu;

import io.minibatch.backend.Elementwise;

/**
 * Activations and errors of a layer of a small network, by padded rows.
 *
 * @param function of the layer
 * @param biases of the layer
 * @param a activations
 * @param delta errors
 * @param activate {@code a ← f(a + b)}, by rows
 */
record SmallLayer(Elementwise function, SmallBiases biases, Rows a, Rows delta, Operation activate) {
    /** Elements whose derivatives are taken together. */
    private static final int TILE = VectorFunctions.TILE;

    /** One a thread, so that a step allocates nothing: values and errors. */
    private static final ThreadLocal<float[][]> TILES = ThreadLocal.withInitial(() -> new float[2][TILE]);

    /** {@code δ ← δ ⊙ f'} in the rows {@code from} to before {@code to}. */
    void multiplyByDerivative(int from, int to) {
        float[] values = TILES.get()[0];
        float[] errors = TILES.get()[1];
        int end = delta.row(to) - delta.start();
        for (int start = delta.row(from) - delta.start(); start < end; start += TILE) {
            int n = Math.min(TILE, end - start);
            System.arraycopy(a.data(), a.start() + start, values, 0, n);
            System.arraycopy(delta.data(), delta.start() + start, errors, 0, n);
            VectorFunctions.multiplyByDerivative(function, values, errors, n);
            System.arraycopy(errors, 0, delta.data(), delta.start() + start, n);
        }
    }
}
