package io.minibatch.backend.cuda;

import io.minibatch.backend.Descent;
import io.minibatch.backend.Elementwise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The kernels of {@code src/main/cuda}. Those of functions and rules follow from the lists of functions and rules. */
final class Kernel {
    private static final List<Kernel> ALL = new ArrayList<>();

    static final Kernel BATCH_SHUFFLE = new Kernel("batch_shuffle", "shuffle", 256, 15);
    static final Kernel BATCH_REWIND = new Kernel("batch_rewind", "rewind", 256, 6);
    static final Kernel GATHER_U8 = new Kernel("gather_u8", "gather", 256, 7);
    static final Kernel GATHER_F32 = new Kernel("gather_f32", "gather", 256, 7);
    static final Kernel CHECK_FINITE = new Kernel("check_finite", "firstNonFinite", 256, 3);
    static final Kernel AUGMENT_U8 = new Kernel("augment_u8", "augment", 256, 22);
    static final Kernel SOFTMAX = new Kernel("softmax", "softmax", 128, 4);
    static final Kernel OUTPUT_DELTA = new Kernel("output_delta", "outputDelta", 256, 11);
    static final Kernel OUTPUT_LAYER = new Kernel("output_layer", "output", 512, 18);
    static final Kernel TALLY_ROWS = new Kernel("tally_rows", "tally", 128, 16);
    static final Kernel TALLY_ADD = new Kernel("tally_add", "tally", 256, 8);
    static final Kernel LIMIT_NORMS = new Kernel("limit_norms", "limitNorms", 512, 4);
    static final Kernel PRODUCT_FEW_ROWS = new Kernel("product_few_rows", "gemm", 1024, 7);
    static final Kernel PRODUCT_FEW_TERMS = new Kernel("product_few_terms", "gemm", 256, 7);
    static final Kernel AXPY = new Kernel("axpy", "axpy", 256, 4);
    static final Kernel SCALE = new Kernel("scale", "scale", 256, 3);
    static final Kernel SQUARE_SUMS = new Kernel("square_sums", "clipNorm", 256, 3);
    static final Kernel CLIP_NORM = new Kernel("clip_norm", "clipNorm", 256, 5);
    static final Kernel MULTIPLY = new Kernel("multiply", "multiply", 256, 4);
    static final Kernel COPY = new Kernel("copy", "copy", 256, 3);
    static final Kernel ROW_SUMS = new Kernel("row_sums", "rowSums", 128, 4);
    static final Kernel MAGNITUDE_BLOCKS = new Kernel("magnitude_blocks", "sumOfMagnitudes", 256, 3);
    static final Kernel DOT_BLOCKS = new Kernel("dot_blocks", "dot", 256, 4);

    private static final Map<Elementwise, Kernel> BIAS_ACTIVATION =
            each(Elementwise.class, "bias_activation", "activate", 256, 8);
    private static final Map<Elementwise, Kernel> ACTIVATION_GRADIENT =
            each(Elementwise.class, "activation_gradient", "activationGradient", 512, 12);
    private static final Map<Descent, Kernel> DESCEND = each(Descent.class, "descend", "descend", 256, 8);

    /** By how many threads share an input, see {@code fused.cu}. */
    private static final Map<Integer, Kernel> FUSED_SGD = fused("fused_sgd_", 512);

    private static final Map<Integer, Kernel> FUSED_MOMENTUM = fused("fused_momentum_", 256);

    /** The same for networks that a cluster of blocks trains, see {@code fused_cluster_90.cu}. */
    private static final Kernel FUSED_CLUSTER_SGD = new Kernel(KernelSet.CLUSTERS, "fused_cluster_sgd", "run", 512, 8);

    private static final Kernel FUSED_CLUSTER_MOMENTUM =
            new Kernel(KernelSet.CLUSTERS, "fused_cluster_momentum", "run", 256, 8);

    private final KernelSet set;
    private final String function;
    private final String operation;
    private final int threads;
    private final int parameters;

    private Kernel(String function, String operation, int threads, int parameters) {
        this(KernelSet.EVERYWHERE, function, operation, threads, parameters);
    }

    private Kernel(KernelSet set, String function, String operation, int threads, int parameters) {
        this.set = set;
        this.function = function;
        this.operation = operation;
        this.threads = threads;
        this.parameters = parameters;
        ALL.add(this);
    }

    /** Returns a kernel for each constant, named after it. */
    private static <E extends Enum<E>> Map<E, Kernel> each(
            Class<E> variants, String prefix, String operation, int threads, int parameters) {
        Map<E, Kernel> kernels = new EnumMap<>(variants);
        for (E variant : variants.getEnumConstants()) {
            String function = prefix + "_" + variant.name().toLowerCase(Locale.ROOT);
            kernels.put(variant, new Kernel(function, operation, threads, parameters));
        }
        return kernels;
    }

    private static Map<Integer, Kernel> fused(String prefix, int threads) {
        Map<Integer, Kernel> kernels = new HashMap<>();
        for (int lanes = 8; lanes <= 32; lanes *= 2) {
            kernels.put(lanes, new Kernel(prefix + lanes, "run", threads, 8));
        }
        return kernels;
    }

    static List<Kernel> all() {
        return Collections.unmodifiableList(ALL);
    }

    /** Returns the kernel that adds the bias and applies the function. */
    static Kernel biasActivation(Elementwise function) {
        return Objects.requireNonNull(BIAS_ACTIVATION.get(function));
    }

    /** Returns the kernel that multiplies by the function's derivative. */
    static Kernel activationGradient(Elementwise function) {
        return Objects.requireNonNull(ACTIVATION_GRADIENT.get(function));
    }

    static Kernel descend(Descent rule) {
        return Objects.requireNonNull(DESCEND.get(rule));
    }

    /**
     * Returns the kernel that makes whole steps of a network.
     *
     * @param lanes threads that share an input: 8, 16 or 32
     */
    static Kernel fused(boolean momentum, int lanes) {
        return Objects.requireNonNull((momentum ? FUSED_MOMENTUM : FUSED_SGD).get(lanes));
    }

    /** Returns the kernel by which a cluster of blocks makes whole steps of a network. */
    static Kernel fusedCluster(boolean momentum) {
        return momentum ? FUSED_CLUSTER_MOMENTUM : FUSED_CLUSTER_SGD;
    }

    /** Returns the kernels among which it is compiled. */
    KernelSet set() {
        return set;
    }

    /** Returns the operation of the backend that it does or has a part in. */
    String operation() {
        return operation;
    }

    /** Returns the size of the blocks that the kernel is written for, as {@code KERNEL} states it in the source. */
    int threads() {
        return threads;
    }

    /** Returns how many parameters it takes. */
    int parameters() {
        return parameters;
    }

    /** Returns its name in the module. */
    String function() {
        return function;
    }

    @Override
    public String toString() {
        return function;
    }
}
