package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Step;
import io.minibatch.backend.StepHook;
import io.minibatch.backend.cuda.Profiler;
import io.minibatch.data.Dataset;
import io.minibatch.data.Split;
import java.util.List;
import java.util.Set;

/** Replays one step of two networks between {@code cuProfilerStart} and {@code cuProfilerStop}, for ncu. */
final class ProfiledStep {
    private static final int WARM_UP = 20;

    private ProfiledStep() {}

    static void run(Backend backend, Split data) {
        profile(backend, data, List.of(784, 30, 10), 10);
        profile(backend, data, List.of(784, 800, 800, 10), 128);
    }

    private static void profile(Backend backend, Split data, List<Integer> layers, int batch) {
        Dataset few = data.training().slice(0, batch * 2 * WARM_UP);
        Backend hooked = StepHook.on(backend, (operations, step) -> once(backend, step));
        System.out.println("one step of " + Layers.name(layers) + ", batch " + batch);
        Monitoring nothing = new Monitoring(Set.of(), 0);
        new MiniBatchTrainer(hooked, new TrainingOptions(Hyperparameters.sgd(1, batch, 0.1, 5), nothing, 1), List.of())
                .train(Layers.sigmoid(layers), few, few);
    }

    private static Step once(Backend backend, Step step) {
        return new Step() {
            private int steps;

            @Override
            public void run(int times) {
                for (int i = 0; i < times; i++) {
                    boolean profiled = steps++ == WARM_UP;
                    if (profiled) {
                        backend.synchronize();
                        Profiler.start();
                    }
                    step.run(1);
                    if (profiled) {
                        backend.synchronize();
                        Profiler.stop();
                    }
                }
            }

            @Override
            public void close() {
                step.close();
            }
        };
    }
}
