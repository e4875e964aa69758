package io.minibatch.backend;

/**
 * Whether this JVM can compute with Java's Vector API, whose module it leaves out unless an option asks for it. Classes
 * that use the module may be loaded only if so.
 */
public final class VectorModule {
    /** The option of {@code java} that asks for it. */
    public static final String OPTION = "--add-modules=jdk.incubator.vector";

    /** The speed of Java's Vector API in this JVM. */
    public enum Support {
        /** Vectors are multiplied and added by single instructions. */
        FAST,
        /** Each fused multiply-add is computed in {@link java.math.BigDecimal}, some 20,000 times as slow. */
        SLOW,
        /** The module is missing. */
        ABSENT
    }

    private VectorModule() {}

    /** Returns whether the module is available; if it is, lets our classes read it. */
    public static boolean isPresent() {
        Module vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").orElse(null);
        if (vectors == null) {
            return false;
        }
        // Were it required by our module-info, each user's compiler would warn of an incubating module.
        VectorModule.class.getModule().addReads(vectors);
        return true;
    }

    /** Returns whether computing with it pays. */
    public static Support support() {
        if (!isPresent()) {
            return Support.ABSENT;
        }
        return hasFusedMultiplyAdd() ? Support.FAST : Support.SLOW;
    }

    /** CPUs before 2013 and some virtual machines have none. A JVM that does not tell is assumed to have it. */
    private static boolean hasFusedMultiplyAdd() {
        return VmOption.value("UseFMA").map(Boolean::parseBoolean).orElse(true);
    }
}
