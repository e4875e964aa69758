package io.minibatch.backend;

import org.jspecify.annotations.Nullable;

/**
 * Java's Vector API, whose incubator module a JVM leaves out of its boot layer unless {@link #OPTION} asks for it. The
 * module is then loaded on first use, where the JVM was started with {@link #EXPORT}, as {@code minibatch.jar} is by
 * its manifest: vector instructions are compiled as with the option, and the JVM does not warn of an incubator module.
 * Classes that use the module may be loaded only if {@link #isPresent()}.
 */
public final class VectorModule {
    private static final String NAME = "jdk.incubator.vector";

    /** The option of {@code java} that adds the module to the boot layer. */
    public static final String OPTION = "--add-modules=" + NAME;

    /** The option of {@code java} that lets this class load the module; the manifest of a jar can give it as well. */
    public static final String EXPORT = "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED";

    private static final @Nullable Module MODULE = find();

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
        return MODULE != null;
    }

    private static @Nullable Module find() {
        Module module = ModuleLayer.boot().findModule(NAME).orElseGet(VectorModule::load);
        if (module != null) {
            // Were it required by our module-info, each user's compiler would warn of an incubating module.
            VectorModule.class.getModule().addReads(module);
        }
        return module;
    }

    /**
     * Loads it as the JDK loads the modules of its agents: into a layer above the boot layer, by the same class loader.
     */
    private static @Nullable Module load() {
        try {
            Class<?> modules = Class.forName("jdk.internal.module.Modules");
            return (Module) modules.getMethod("loadModule", String.class).invoke(null, NAME);
        } catch (ReflectiveOperationException missingOrNotExported) {
            return null;
        }
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
