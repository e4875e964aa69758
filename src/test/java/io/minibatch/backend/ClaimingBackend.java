package io.minibatch.backend;

import io.minibatch.step.UnfusedStep;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A backend that claims every plan, and does by its steps what their unfused twin does on the backend behind it. */
public final class ClaimingBackend {
    private final Backend inner;
    private int claims;
    private int closedClaims;
    private int steps;

    public ClaimingBackend(Backend inner) {
        this.inner = inner;
    }

    public Backend backend() {
        return (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("claim")) {
                        return claim((StepPlan) arguments[0], (StepMemory) arguments[1]);
                    }
                    try {
                        return method.invoke(inner, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }

    /** Returns how many plans were claimed. */
    public int claims() {
        return claims;
    }

    /** Returns how many claimed steps are not closed. */
    public int openClaims() {
        return claims - closedClaims;
    }

    /** Returns how many steps were made. */
    public int steps() {
        return steps;
    }

    private Step claim(StepPlan plan, StepMemory memory) {
        claims++;
        UnfusedStep twin = new UnfusedStep(inner, plan, memory);
        return new Step() {
            @Override
            public void run(int times) {
                for (int i = 0; i < times; i++) {
                    twin.run();
                    steps++;
                }
            }

            @Override
            public void close() {
                closedClaims++;
                twin.close();
            }
        };
    }
}
