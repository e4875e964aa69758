package io.minibatch.backend;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A backend whose steps pass through a hook, so that a whole training can be timed from outside. */
public final class StepHook {
    private StepHook() {}

    /** Replaces the result of a call of the backend. */
    private interface Replacement {
        @Nullable
        Object of(Object[] arguments, @Nullable Object result);
    }

    /** @param hook given a step that was recorded or claimed, returns the step that the training runs */
    public static Backend on(Backend inner, UnaryOperator<Step> hook) {
        return proxy(inner, (arguments, result) -> result instanceof Step step ? hook.apply(step) : result);
    }

    /**
     * Returns a backend that claims nothing, and calls the operations of a step one by one instead of replaying the
     * record.
     */
    public static Backend calling(Backend inner) {
        return proxy(inner, (arguments, result) -> {
            if (!(result instanceof Step step)) {
                return result;
            }
            if (arguments[0] instanceof Runnable operations) {
                return calling(operations, step);
            }
            step.close();
            return null;
        });
    }

    private static Step calling(Runnable operations, Step recorded) {
        return new Step() {
            @Override
            public void run(int times) {
                for (int i = 0; i < times; i++) {
                    operations.run();
                }
            }

            @Override
            public void close() {
                recorded.close();
            }
        };
    }

    private static Backend proxy(Backend inner, Replacement replacement) {
        return (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                    try {
                        return replacement.of(arguments, method.invoke(inner, arguments));
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }
}
