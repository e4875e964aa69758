package io.minibatch.backend;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.BiFunction;

/** A backend whose recorded steps pass through a hook, so that a whole training can be timed or profiled from outside. */
public final class StepHook {
    private StepHook() {}

    /** @param hook given the operations and the recorded step, returns the step that the training replays */
    public static Backend on(Backend inner, BiFunction<Runnable, Step, Step> hook) {
        return (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(inner, arguments);
                        return result instanceof Step step && arguments[0] instanceof Runnable operations
                                ? hook.apply(operations, step)
                                : result;
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }

    /** Returns a backend that calls the operations of a step one by one instead of replaying the record. */
    public static Backend calling(Backend inner) {
        return on(inner, (operations, recorded) -> new Step() {
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
        });
    }
}
