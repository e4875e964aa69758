package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.minibatch.backend.Descent;
import io.minibatch.backend.Rates;
import io.minibatch.backend.Step;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import io.minibatch.data.Dataset;
import io.minibatch.network.Architecture;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.DropoutRates;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.step.UnfusedStep;

/** Plain gradient descent on the CPU, its steps made in one of several ways. */
final class SparseTraining implements AutoCloseable {
    private static final long SEED = 5;

    /** The implementations of a step. */
    enum Way {
        /** As single operations on gathered mini-batches, by EJML. */
        GATHERED,
        /** As single operations behind a {@link SparseInput}. */
        INPUT,
        /** As those of a {@link SmallNetwork}. */
        CLAIMED
    }

    /**
     * A network and how it is trained.
     *
     * @param smoothing of the labels
     * @param update changes the parameters, with momentum 0.9 where the rule has one
     */
    record Task(
            Network initial,
            Dataset data,
            int capacity,
            double eta,
            double lambda,
            double smoothing,
            StepPlan.Update update) {
        private static final StepPlan.Update PLAIN = new StepPlan.Update(Descent.SGD, false, 0);

        Task(Network initial, Dataset data, int capacity, double eta, double lambda, double smoothing) {
            this(initial, data, capacity, eta, lambda, smoothing, PLAIN);
        }

        Task(Architecture architecture, Dataset data, int capacity) {
            this(Initializer.DEFAULT.initialize(architecture, 1), data, capacity, 0.2, 2, 0);
        }

        StepPlan plan() {
            return initial.architecture()
                    .plan(capacity, DropoutRates.NONE, smoothing)
                    .with(update);
        }

        int stepsPerEpoch() {
            return (data.size() + capacity - 1) / capacity;
        }
    }

    private final CpuBackend backend;
    private final DeviceNetwork network;
    private final StepMemory memory;
    private final Step step;

    SparseTraining(Way way, int threads, Task task) {
        backend = way == Way.GATHERED ? new CpuBackend(threads) : backend(threads);
        network = new DeviceNetwork(backend, task.initial());
        Dataset data = task.data();
        StepPlan plan = task.plan();
        memory = StepMemory.allocate(
                backend,
                plan,
                backend.upload(data.images(), data.labels(), data.features(), data.outputs()),
                network.all());
        double l2 = task.lambda() / data.size();
        Rates rates = new Rates(task.eta(), 0.9, 0.99, 1e-3, l2, task.update().l1() ? l2 : 0, 0);
        backend.upload(rates.pack(), memory.rates());
        step = way == Way.CLAIMED ? claimed(plan) : recorded(way, plan);
    }

    /**
     * Returns a backend whose threads share all operations, and whose first layers multiply by the bytes that are not
     * 0.
     */
    static CpuBackend backend(int threads) {
        return new CpuBackend(threads, new SparseFirst(new VectorProduct(), SparseFirst.FASTEST), 0, true);
    }

    private Step claimed(StepPlan plan) {
        NonZeros lists = ((CpuExamples) memory.batch().examples()).nonZeros();
        assertNotNull(lists);
        return backend.steps(new SmallNetwork(backend, plan, memory, lists));
    }

    private Step recorded(Way way, StepPlan plan) {
        if (way == Way.INPUT) {
            assertNotNull(backend.claimInput(plan, memory));
        }
        return backend.record(new UnfusedStep(backend, plan, memory)::run);
    }

    SparseTraining startEpoch(int epoch) {
        backend.shuffle(memory.batch(), SEED, epoch);
        return this;
    }

    SparseTraining run(int times) {
        step.run(times);
        return this;
    }

    CpuBatch batch() {
        return (CpuBatch) memory.batch();
    }

    float[] parameters() {
        float[] parameters = new float[network.all().size()];
        backend.download(network.all(), parameters);
        return parameters;
    }

    void upload(float[] parameters) {
        backend.upload(parameters, network.all());
    }

    int firstNonFinite() {
        return backend.firstNonFinite(memory.batch().clock(), network.all());
    }

    @Override
    public void close() {
        step.close();
        memory.close();
        network.close();
        backend.close();
    }
}
