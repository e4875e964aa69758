package io.minibatch.backend;

/** Checks the numbers of examples before they are uploaded; their sizes and labels are checked where they are made. */
final class CheckedData {
    private CheckedData() {}

    /** Throws {@link IllegalArgumentException} where a number is not finite, or a weight negative. */
    static void check(ExampleData data) {
        if (data.inputs() instanceof Inputs.Floats floats) {
            checkFinite("input", floats.values(), data.features());
        }
        if (data.desired() instanceof DesiredOutputs.Values desired) {
            checkFinite("desired value", desired.values(), data.outputs());
        }
        float[] weights = data.weights();
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0 && Float.isFinite(weights[i]))) {
                throw fault("the weight of example " + i, weights[i], "0 or more and finite");
            }
        }
    }

    private static void checkFinite(String what, float[] values, int columns) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw fault(what + " " + i % columns + " of example " + i / columns, values[i], "finite");
            }
        }
    }

    private static IllegalArgumentException fault(String name, float value, String allowed) {
        return new IllegalArgumentException("upload: " + name + " is " + value + ": must be " + allowed);
    }
}
