package io.minibatch.backend.cuda;

import io.minibatch.backend.Descent;
import io.minibatch.backend.Elementwise;
import java.util.Locale;

/** The kernels of {@code src/main/cuda}; the function in the module has the constant's name in lower case. */
enum Kernel {
    BATCH_SHUFFLE(256),
    BATCH_REWIND(256),
    BATCH_ADVANCE(1),
    GATHER_U8(256),
    AUGMENT_U8(256),
    BIAS_ACTIVATION_IDENTITY(256),
    BIAS_ACTIVATION_SIGMOID(256),
    BIAS_ACTIVATION_TANH(256),
    BIAS_ACTIVATION_RELU(256),
    BIAS_ACTIVATION_LEAKY_RELU(256),
    BIAS_ACTIVATION_GELU(256),
    ACTIVATION_GRADIENT_IDENTITY(512),
    ACTIVATION_GRADIENT_SIGMOID(512),
    ACTIVATION_GRADIENT_TANH(512),
    ACTIVATION_GRADIENT_RELU(512),
    ACTIVATION_GRADIENT_LEAKY_RELU(512),
    ACTIVATION_GRADIENT_GELU(512),
    SOFTMAX(128),
    OUTPUT_DELTA(256),
    TALLY_ROWS(128),
    TALLY_ADD(256),
    DESCEND_SGD(256),
    DESCEND_MOMENTUM(256),
    DESCEND_NESTEROV(256),
    DESCEND_ADAM(256),
    DESCEND_RMSPROP(256),
    LIMIT_NORMS(512),
    AXPY(256),
    SCALE(256),
    MULTIPLY(256),
    DOT_BLOCKS(256);

    private final int threads;

    Kernel(int threads) {
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

    /** Returns the size of the blocks that the kernel is written for. */
    int threads() {
        return threads;
    }

    String function() {
        return name().toLowerCase(Locale.ROOT);
    }
}
