package io.minibatch.backend.contract;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Descent;
import io.minibatch.backend.Dropout;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Inference;
import io.minibatch.backend.InputLayer;
import io.minibatch.backend.Loss;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Objective;
import io.minibatch.backend.Step;
import io.minibatch.backend.StepClock;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import io.minibatch.backend.Tally;
import io.minibatch.backend.Targets;
import io.minibatch.backend.Transpose;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every method of {@link Backend} that touches the device, and those of the steps and layers that it makes, ready to be
 * called.
 */
final class EveryOperation {
    private static final Set<String> NO_OPERATIONS = Set.of("name", "device", "summary", "close");
    private static final int PIXELS = 16;
    private static final int SIZE = 6;

    private final Backend backend;
    private final Map<Class<?>, Object> arguments = new HashMap<>();
    private final Map<String, Runnable> operations = new LinkedHashMap<>();
    private final Map<String, AutoCloseable> memory = new LinkedHashMap<>();

    /** Prepares operations on memory of the backend. */
    EveryOperation(Backend backend) {
        this.backend = backend;
        ExampleData data = ExampleData.ofImages(new byte[SIZE * PIXELS], new byte[SIZE], PIXELS, 4);
        Objective objective = new Objective(Loss.CROSS_ENTROPY, Elementwise.SIGMOID, Targets.ONE_HOT);
        StepPlan.Layer layer = new StepPlan.Layer(PIXELS, 4, Elementwise.SIGMOID, 0, 0, 4 * PIXELS);
        StepPlan plan = new StepPlan(2, List.of(layer), objective, null, new StepPlan.Update(Descent.SGD, false, 0));
        Examples examples = backend.upload(data);
        Matrix matrix = backend.allocate(4, 4);
        StepMemory stepMemory =
                StepMemory.allocate(backend, plan, examples, backend.allocate(1, plan.parameterCount()));
        Batch batch = stepMemory.batch();
        StepClock clock = backend.allocateClock(3);
        Tally tally = backend.allocateTally(2);
        Matrix other = backend.allocate(4, 4);
        Step step = backend.record(() -> backend.copy(matrix, other));
        put(data, objective, plan, stepMemory, stepMemory.parameters(), Targets.ONE_HOT, BiasGradient.of(matrix));
        put(Transpose.NONE, Elementwise.SIGMOID, Descent.SGD, Augmentation.none(4, 4), new Dropout(clock, 0, 0.5));
        put(new float[PIXELS], new byte[2]);
        arguments.put(int.class, 1);
        arguments.put(long.class, 1L);
        arguments.put(float.class, 1f);
        arguments.put(Runnable.class, (Runnable) () -> {});
        arguments.put(List.class, List.of());
        arguments.put(Examples.class, examples);
        arguments.put(Matrix.class, matrix);
        arguments.put(Batch.class, batch);
        arguments.put(StepClock.class, clock);
        arguments.put(Tally.class, tally);
        memory.putAll(Map.of("examples", examples, "matrix", matrix, "batch", batch, "clock", clock, "tally", tally));
        addMethods();
        addSteps(step, plan, stepMemory);
    }

    private void put(Object... values) {
        for (Object value : values) {
            Class<?> type = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
            arguments.put(type, value);
        }
    }

    private void addMethods() {
        for (Method method : Backend.class.getMethods()) {
            if (!NO_OPERATIONS.contains(method.getName())) {
                String types = Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
                operations.put(method.getName() + types, () -> call(method));
            }
        }
    }

    private void call(Method method) {
        Object[] values = Arrays.stream(method.getParameterTypes())
                .map(type -> Objects.requireNonNull(arguments.get(type), type::toString))
                .toArray();
        try {
            method.invoke(backend, values);
        } catch (InvocationTargetException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(failed);
        } catch (IllegalAccessException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void addSteps(Step step, StepPlan plan, StepMemory stepMemory) {
        operations.put("Step.run", () -> step.run(1));
        Step claimed = backend.claim(plan, stepMemory);
        if (claimed != null) {
            operations.put("run of a claimed step", () -> claimed.run(1));
        }
        InputLayer input = backend.claimInput(plan, stepMemory);
        if (input != null) {
            Matrix z = backend.allocate(2, 4);
            operations.put("InputLayer.multiply", () -> input.multiply(z));
            operations.put("InputLayer.update", () -> input.update(z));
        }
        Inference inference =
                backend.claimInference(plan, stepMemory.parameters().values());
        if (inference != null) {
            operations.put("Inference.run", () -> inference.run(1));
        }
    }

    /** Returns the operations by their names. */
    Map<String, Runnable> operations() {
        return operations;
    }

    /** Returns memory of each kind by its name. */
    Map<String, AutoCloseable> memory() {
        return memory;
    }
}
