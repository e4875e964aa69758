package io.minibatch.backend.cpu;

import io.minibatch.backend.StepPlan;

/**
 * The weighted inputs of a layer by rows, {@code z = x·W + b}.
 *
 * @param product computes them
 * @param x what the layer takes
 * @param panels W in panels of columns, padded with zeros
 * @param biases padded with zeros
 * @param z rows as wide as all panels
 */
record InferenceLayer(RowProduct product, NonZeroRows x, Rows[] panels, float[] biases, Rows z) {
    /**
     * Copies the parameters of a layer.
     *
     * @param parameters of all layers
     * @param capacity rows of z
     */
    static InferenceLayer of(
            AlignedArray arrays, RowProduct product, StepPlan.Layer layer, CpuMatrix parameters, int capacity) {
        CpuMatrix weights = (CpuMatrix) layer.weightsOf(parameters);
        CpuMatrix bias = (CpuMatrix) layer.biasesOf(parameters);
        int columns = product.columns();
        Rows[] panels = new Rows[(layer.outputs() + columns - 1) / columns];
        for (int p = 0; p < panels.length; p++) {
            panels[p] = arrays.rows(layer.inputs(), columns);
            int width = Math.min(columns, layer.outputs() - p * columns);
            for (int row = 0; row < layer.inputs(); row++) {
                int from = weights.offset + row * layer.outputs() + p * columns;
                System.arraycopy(weights.data, from, panels[p].data(), panels[p].row(row), width);
            }
        }
        float[] biases = new float[panels.length * columns];
        System.arraycopy(bias.data, bias.offset, biases, 0, layer.outputs());
        Rows z = arrays.rows(capacity, panels.length * columns);
        return new InferenceLayer(product, NonZeroRows.allocate(capacity, layer.inputs()), panels, biases, z);
    }

    /** Computes some rows, panel by panel, so that the cache keeps a panel. */
    void run(int from, int to) {
        float[] data = z.data();
        for (int p = 0; p < panels.length; p++) {
            for (int row = from; row < to; row++) {
                product.multiply(x, row, panels[p], data, z.row(row) + p * product.columns());
            }
        }
        for (int row = from; row < to; row++) {
            int start = z.row(row);
            for (int j = 0; j < biases.length; j++) {
                data[start + j] += biases[j];
            }
        }
    }
}
