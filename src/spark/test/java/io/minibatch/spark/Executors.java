package io.minibatch.spark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

/** The executors of {@code local-cluster[...]}, processes that this one started. */
public final class Executors {
    /** Of two workers with one core and one GiB each. */
    public static final String CLUSTER = "local-cluster[2,1,1024]";

    private Executors() {}

    /** Gives executors the classes of this process; returns what takes that back. */
    public static AutoCloseable withClassesOfThisProcess() {
        System.setProperty("spark.executor.extraClassPath", System.getProperty("java.class.path"));
        return () -> System.clearProperty("spark.executor.extraClassPath");
    }

    /** Kills one, as a machine that fails would. */
    public static void killOne() {
        List<ProcessHandle> executors = ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .toList();
        assertTrue(executors.size() >= 2, "executors: " + executors);
        assertTrue(executors.get(0).destroyForcibly());
        executors.get(0).onExit().join();
    }
}
