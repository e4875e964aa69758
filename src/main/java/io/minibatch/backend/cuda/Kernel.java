package io.minibatch.backend.cuda;

import java.util.Locale;

/** The kernels of {@code src/main/cuda}; the function in the module has the constant's name in lower case. */
enum Kernel {
    BATCH_SHUFFLE(256),
    BATCH_REWIND(256),
    BATCH_ADVANCE(1),
    GATHER_U8(256),
    BIAS_ACTIVATION_IDENTITY(256),
    BIAS_ACTIVATION_SIGMOID(256),
    ACTIVATION_GRADIENT_IDENTITY(512),
    ACTIVATION_GRADIENT_SIGMOID(512),
    OUTPUT_DELTA(256),
    TALLY_ROWS(128),
    TALLY_ADD(256),
    AXPY(256),
    DOT_BLOCKS(256);

    private final int threads;

    Kernel(int threads) {
        this.threads = threads;
    }

    /** Returns the size of the blocks that the kernel is written for. */
    int threads() {
        return threads;
    }

    String function() {
        return name().toLowerCase(Locale.ROOT);
    }
}
