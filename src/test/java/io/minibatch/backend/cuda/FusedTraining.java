package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.Backend;
import io.minibatch.backend.CheckedBackend;
import io.minibatch.backend.Descent;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Rates;
import io.minibatch.backend.Step;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import io.minibatch.backend.contract.Tolerance;
import io.minibatch.data.Dataset;
import io.minibatch.network.Architecture;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.DropoutRates;
import io.minibatch.network.Initializer;
import io.minibatch.step.UnfusedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** A network on the CUDA backend, its steps made by one kernel or as single operations. */
final class FusedTraining implements AutoCloseable {
    private static final Tolerance TRAJECTORY = new Tolerance(2e-6, 1e-4);

    /**
     * A network and how it is trained.
     *
     * @param dropout of each layer's inputs
     * @param rates of the update, its η, μ, L2, L1 and shrinking
     */
    record Task(
            Architecture architecture,
            Dataset data,
            int capacity,
            DropoutRates dropout,
            double smoothing,
            Descent rule,
            Rates rates,
            long seed) {
        static Task of(Architecture architecture, Dataset data, int capacity) {
            return new Task(
                    architecture,
                    data,
                    capacity,
                    DropoutRates.NONE,
                    0,
                    Descent.SGD,
                    new Rates(0.5, 0, 0, 0, 0.01, 0, 0),
                    1);
        }

        Task with(Descent other) {
            Rates changed = new Rates(rates.eta() / 10, 0.9, 0, 0, rates.l2(), rates.l1(), rates.shrink());
            return new Task(architecture, data, capacity, dropout, smoothing, other, changed, seed);
        }

        Task with(Rates other) {
            return new Task(architecture, data, capacity, dropout, smoothing, rule, other, seed);
        }

        Task with(DropoutRates other) {
            return new Task(architecture, data, capacity, other, smoothing, rule, rates, seed);
        }

        Task smoothed(double other) {
            return new Task(architecture, data, capacity, dropout, other, rule, rates, seed);
        }

        Task withSeed(long other) {
            return new Task(architecture, data, capacity, dropout, smoothing, rule, rates, other);
        }

        StepPlan plan() {
            return architecture.plan(capacity, dropout, smoothing).with(new StepPlan.Update(rule, rates.l1() > 0, 0));
        }

        int stepsPerEpoch() {
            return (data.size() + capacity - 1) / capacity;
        }
    }

    private final Task task;
    private final Backend backend;
    private final DeviceNetwork network;
    private final StepMemory memory;
    private final Examples examples;
    private final List<UnfusedStep> operations = new ArrayList<>();
    private final Step step;

    /**
     * Puts a network on a device.
     *
     * @param backend closed by the caller
     */
    FusedTraining(CudaBackend backend, boolean fused, Task task) {
        this.task = task;
        backend.fusedRuns().claimSlower();
        this.backend = new CheckedBackend(backend);
        network =
                new DeviceNetwork(this.backend, Initializer.DEFAULT.initialize(task.architecture(), (int) task.seed()));
        StepPlan plan = task.plan();
        Dataset data = task.data();
        examples = this.backend.upload(data.images(), data.labels(), data.features(), data.outputs());
        memory = StepMemory.allocate(this.backend, plan, examples, network.all());
        this.backend.upload(task.rates().pack(), memory.rates());
        if (fused) {
            step = Objects.requireNonNull(this.backend.claim(plan, memory), "not claimed");
        } else {
            operations.add(new UnfusedStep(this.backend, plan, memory));
            step = this.backend.record(operations.get(0)::run);
        }
    }

    /**
     * Checks steps that one kernel makes against the same steps as single operations, also where parameters overflow.
     */
    static void check(CudaBackend backend, Task task, int steps) {
        try (FusedTraining expected = new FusedTraining(backend, false, task).train(steps);
                FusedTraining actual = new FusedTraining(backend, true, task).train(steps)) {
            assertEquals(expected.firstNonFinite(), actual.firstNonFinite());
            if (expected.firstNonFinite() == 0) {
                checkClose(expected.parameters(), actual.parameters());
                checkClose(expected.velocity(), actual.velocity());
            }
            assertArrayEquals(expected.nextImages(), actual.nextImages());
        }
    }

    private static void checkClose(float[] expected, float[] actual) {
        double[] exact = IntStream.range(0, expected.length)
                .mapToDouble(i -> expected[i])
                .toArray();
        TRAJECTORY.check(exact, actual);
    }

    Step step() {
        return step;
    }

    FusedTraining startEpoch(int epoch) {
        backend.shuffle(memory.batch(), task.seed(), epoch);
        return this;
    }

    FusedTraining run(int times) {
        step.run(times);
        return this;
    }

    /** Makes steps in epoch after epoch; the last may be incomplete. */
    FusedTraining train(int steps) {
        int perEpoch = task.stepsPerEpoch();
        for (int made = 0; made < steps; made += perEpoch) {
            startEpoch(made / perEpoch).run(Math.min(perEpoch, steps - made));
        }
        return this;
    }

    float[] parameters() {
        float[] parameters = new float[network.all().size()];
        backend.download(network.all(), parameters);
        return parameters;
    }

    void upload(float[] parameters) {
        backend.upload(parameters, network.all());
    }

    float[] velocity() {
        float[] velocity = new float
                [memory.parameters().state() == null ? 0 : network.all().size()];
        if (memory.parameters().state() != null) {
            backend.download(memory.parameters().state(), velocity);
        }
        return velocity;
    }

    /** Returns the mini-batch after that of the last step, which it takes. */
    float[] nextImages() {
        try (Matrix x = backend.allocate(task.capacity(), task.data().features())) {
            backend.gather(memory.batch(), x);
            float[] images = new float[x.size()];
            backend.download(x, images);
            return images;
        }
    }

    int firstNonFinite() {
        return backend.firstNonFinite(memory.batch().clock(), network.all());
    }

    @Override
    public void close() {
        step.close();
        operations.forEach(UnfusedStep::close);
        memory.close();
        examples.close();
        network.close();
    }
}
