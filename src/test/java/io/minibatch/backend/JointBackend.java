package io.minibatch.backend;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * A backend that claims every plan, says that it runs several steps at the same time, and keeps what it is asked. It is
 * checked, and steps run on the backend behind it, one after the other.
 */
public final class JointBackend {
    private final int together;
    private final ClaimingBackend claiming;
    private final List<DeviceMemory> memory = new ArrayList<>();
    private final List<List<Integer>> runs = Collections.synchronizedList(new ArrayList<>());
    private Consumer<String> hook = operation -> {};
    private int uploads;
    private boolean closed;

    /** @param together what {@link Backend#together} returns for every plan */
    public JointBackend(Backend inner, int together) {
        this.claiming = new ClaimingBackend(inner);
        this.together = together;
    }

    /**
     * Calls back with the name of each operation before it is carried out; what that throws is what the operation
     * throws.
     */
    public void hook(Consumer<String> before) {
        hook = before;
    }

    public Backend backend() {
        Backend inner = claiming.backend();
        return new CheckedBackend((Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                    hook.accept(method.getName());
                    switch (method.getName()) {
                        case "together" -> {
                            return together;
                        }
                        case "run" -> runs.add(times(arguments[0]));
                        case "close" -> {
                            memory.removeIf(DeviceMemory::isClosed);
                            closed = true;
                        }
                        default -> {}
                    }
                    try {
                        Object result = method.invoke(inner, arguments);
                        if (result instanceof DeviceMemory allocated) {
                            memory.add(allocated);
                            uploads += result instanceof Examples ? 1 : 0;
                        }
                        if (!closed) {
                            memory.removeIf(DeviceMemory::isClosed);
                        }
                        return result;
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                }));
    }

    private static List<Integer> times(Object steps) {
        return ((List<?>) steps).stream().map(each -> ((StepRun) each).times()).toList();
    }

    /** Returns of each call of {@link Backend#run} how often each of its steps ran. */
    public List<List<Integer>> runs() {
        return List.copyOf(runs);
    }

    /** Returns how many claimed steps are not closed. */
    public int openClaims() {
        return claiming.openClaims();
    }

    /** Returns how many data sets were uploaded. */
    public int uploads() {
        return uploads;
    }

    /** Returns the memory that was open when the backend was closed. */
    public List<DeviceMemory> leftOpen() {
        return List.copyOf(memory);
    }

    public boolean isClosed() {
        return closed;
    }
}
