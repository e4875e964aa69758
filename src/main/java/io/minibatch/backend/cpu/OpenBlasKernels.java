package io.minibatch.backend.cpu;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The kernels that OpenBLAS runs, which need not be those for the CPU's widest vectors: {@code OPENBLAS_CORETYPE}
 * selects others.
 *
 * @param name as {@code openblas_get_corename} returns it
 */
record OpenBlasKernels(String name) {
    /** The environment variable by which OpenBLAS takes other kernels. */
    static final String VARIABLE = "OPENBLAS_CORETYPE";

    /** Kernels that all platforms have. */
    private static final int NARROWEST = 128;

    /** Returns the size of their vectors in bits, 0 if the name is unknown. */
    int bits() {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "SKYLAKEX", "COOPERLAKE", "SAPPHIRERAPIDS", "A64FX" -> 512;
            case "HASWELL", "ZEN", "SANDYBRIDGE", "EXCAVATOR", "STEAMROLLER", "PILEDRIVER", "BULLDOZER" -> 256;
            case "NEOVERSEV1" -> 256;
            case "PRESCOTT", "CORE2", "PENRYN", "DUNNINGTON", "NEHALEM", "ATOM", "NANO" -> 128;
            case "OPTERON", "OPTERON_SSE3", "BARCELONA", "BOBCAT" -> 128;
            case "ARMV8", "NEOVERSEN1", "NEOVERSEN2", "VORTEX" -> 128;
            default -> 0;
        };
    }

    /**
     * Returns advice in parentheses if the environment forces kernels of narrower vectors than the processor has, else
     * "".
     *
     * @param processorBits 0 if unknown
     * @param forced the value of {@link #VARIABLE}, null if it is not set
     */
    String advice(int processorBits, @Nullable String forced) {
        return forced == null || forced.isEmpty() || bits() == 0 || bits() >= processorBits
                ? ""
                : " (slowed by " + VARIABLE + "=" + forced + ", unset it)";
    }

    /** Returns roughly how many products of two numbers they add up in a nanosecond on one thread. */
    int multiplicationsPerNanosecond() {
        return Math.max(bits(), NARROWEST) / Byte.SIZE;
    }

    /**
     * Returns whether OpenBLAS has others beside them that multiply small matrices without packing,
     * {@code kernel/x86_64/sgemm_small_kernel_*}.
     */
    boolean multiplySmall() {
        return switch (name) {
            case "SkylakeX", "Cooperlake", "SapphireRapids" -> true;
            default -> false;
        };
    }
}
