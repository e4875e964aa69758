package io.minibatch.backend.cuda;

import io.minibatch.backend.Descent;
import io.minibatch.backend.Elementwise;
import java.util.Locale;

/** The kernels of {@code src/main/cuda}; the function in the module has the constant's name in lower case. */
enum Kernel {
    BATCH_SHUFFLE("shuffle", 256),
    BATCH_REWIND("rewind", 256),
    GATHER_U8("gather", 256),
    CHECK_FINITE("firstNonFinite", 256),
    AUGMENT_U8("augment", 256),
    BIAS_ACTIVATION_IDENTITY("activate", 256),
    BIAS_ACTIVATION_SIGMOID("activate", 256),
    BIAS_ACTIVATION_TANH("activate", 256),
    BIAS_ACTIVATION_RELU("activate", 256),
    BIAS_ACTIVATION_LEAKY_RELU("activate", 256),
    BIAS_ACTIVATION_GELU("activate", 256),
    ACTIVATION_GRADIENT_IDENTITY("activationGradient", 512),
    ACTIVATION_GRADIENT_SIGMOID("activationGradient", 512),
    ACTIVATION_GRADIENT_TANH("activationGradient", 512),
    ACTIVATION_GRADIENT_RELU("activationGradient", 512),
    ACTIVATION_GRADIENT_LEAKY_RELU("activationGradient", 512),
    ACTIVATION_GRADIENT_GELU("activationGradient", 512),
    SOFTMAX("softmax", 128),
    OUTPUT_DELTA("outputDelta", 256),
    OUTPUT_LAYER("output", 512),
    TALLY_ROWS("tally", 128),
    TALLY_ADD("tally", 256),
    DESCEND_SGD("descend", 256),
    DESCEND_MOMENTUM("descend", 256),
    DESCEND_NESTEROV("descend", 256),
    DESCEND_ADAM("descend", 256),
    DESCEND_RMSPROP("descend", 256),
    LIMIT_NORMS("limitNorms", 512),
    PRODUCT_FEW_ROWS("gemm", 1024),
    PRODUCT_FEW_TERMS("gemm", 256),
    AXPY("axpy", 256),
    SCALE("scale", 256),
    MULTIPLY("multiply", 256),
    DOT_BLOCKS("dot", 256);

    private final String operation;
    private final int threads;

    Kernel(String operation, int threads) {
        this.operation = operation;
        this.threads = threads;
    }

    /** Returns the kernel that adds the bias and applies the function. */
    static Kernel biasActivation(Elementwise function) {
        return valueOf("BIAS_ACTIVATION_" + function);
    }

    /** Returns the kernel that multiplies by the function's derivative. */
    static Kernel activationGradient(Elementwise function) {
        return valueOf("ACTIVATION_GRADIENT_" + function);
    }

    static Kernel descend(Descent rule) {
        return valueOf("DESCEND_" + rule);
    }

    /** Returns the operation of the backend that it does or has a part in. */
    String operation() {
        return operation;
    }

    /** Returns the size of the blocks that the kernel is written for. */
    int threads() {
        return threads;
    }

    String function() {
        return name().toLowerCase(Locale.ROOT);
    }
}
