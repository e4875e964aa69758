package io.minibatch.backend;

/**
 * Checks the numbers of examples before they are uploaded; their sizes, labels and weights are checked where they are
 * made.
 */
final class CheckedData {
    private CheckedData() {}

    /** Throws {@link IllegalArgumentException} if a number is not finite. */
    static void check(ExampleData data) {
        if (data.inputs() instanceof Inputs.Floats floats) {
            checkFinite("input", floats.values(), data.features());
        }
        if (data.desired() instanceof DesiredOutputs.Values desired) {
            checkFinite("desired value", desired.values(), data.outputs());
        }
    }

    private static void checkFinite(String what, float[] values, int columns) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException("upload: " + what + " " + i % columns + " of example " + i / columns
                        + " is " + values[i] + ": must be finite");
            }
        }
    }
}
