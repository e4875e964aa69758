package io.minibatch.backend;

import java.util.stream.Stream;

/**
 * Input precision of matrix multiplications. Sums, small products and everything else are float32 whatever it is. A
 * device may round less: to float32 without tensor cores for it (compute capability below 8.0), and cuBLAS 13.1 on an
 * H100 rounds to TF32 where bfloat16 is allowed.
 */
public enum Precision {
    /** 23 bits of fraction. */
    FLOAT32("fp32"),
    /** 10 bits of fraction, the exponent of float32. */
    TF32("tf32"),
    /** 7 bits of fraction, the exponent of float32. */
    BFLOAT16("bf16");

    private final String label;

    Precision(String label) {
        this.label = label;
    }

    /**
     * Returns the precision of a label.
     *
     * @throws IllegalArgumentException if no precision has that label
     */
    public static Precision of(String label) {
        return Stream.of(values())
                .filter(precision -> precision.label.equals(label))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("precision must be fp32, tf32 or bf16, not '" + label + "'"));
    }

    /** Returns the name on the command line. */
    public String label() {
        return label;
    }
}
