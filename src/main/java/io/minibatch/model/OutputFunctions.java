package io.minibatch.model;

/** The output functions that give probabilities, in double precision. */
final class OutputFunctions {
    private OutputFunctions() {}

    /**
     * Returns {@code e^(zⱼ − max z) / Σ e^(zₖ − max z)} of each row.
     *
     * @param logits {@code [rows, width]}
     */
    static double[] softmax(double[] logits, int width) {
        double[] outputs = new double[logits.length];
        for (int start = 0; start < logits.length; start += width) {
            double largest = logits[start];
            for (int i = start; i < start + width; i++) {
                largest = Math.max(largest, logits[i]);
            }
            double sum = 0;
            for (int i = start; i < start + width; i++) {
                outputs[i] = Math.exp(logits[i] - largest);
                sum += outputs[i];
            }
            for (int i = start; i < start + width; i++) {
                outputs[i] /= sum;
            }
        }
        return outputs;
    }

    /** Returns {@code 1/(1 + e⁻ᶻ)} of each logit; {@code e⁻ᶻ} may be infinite. */
    static double[] sigmoid(double[] logits) {
        double[] outputs = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            outputs[i] = 1 / (1 + Math.exp(-logits[i]));
        }
        return outputs;
    }
}
