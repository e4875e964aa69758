package io.minibatch.backend;

/**
 * Whether this JVM can compute with Java's Vector API, whose module it leaves out unless an option asks for it. Classes that
 * use the module may be loaded only if so.
 */
public final class VectorModule {
    /** The option of {@code java} that asks for it. */
    public static final String OPTION = "--add-modules=jdk.incubator.vector";

    private VectorModule() {}

    /** Returns whether the module is there. */
    public static boolean isPresent() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }
}
