package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Batch;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Step;
import io.minibatch.data.Dataset;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DropoutRates;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.optimize.UpdateRule;
import io.minibatch.optimize.WeightPenalty;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuTrainingTest extends TrainingContract {
    /** Large enough that every matrix product is shared between threads. */
    private static final Architecture WIDE = Architecture.sigmoid(List.of(400, 67, 33, 10), Cost.CROSS_ENTROPY);

    /**
     * In mini-batches of all examples, activations and their gradients are shared too; the Vector API takes the narrow
     * layer.
     */
    private static final Architecture MIXED = Architecture.of(
            List.of(400, 137, 131, 133, 30, 10),
            TestData.activations("TANH GELU RELU SIGMOID SOFTMAX"),
            Cost.LOG_LIKELIHOOD);

    private static final Dataset DATA = TestData.random(510, 20, 20, 10);

    /**
     * Blocks of steps that are measured. The JVM allocates on these threads in some of them, above all on a busy
     * machine; a step that allocates does so in all.
     */
    private static final int BLOCKS = 20;

    @Override
    protected Backend open() {
        return open(2);
    }

    /** Returns what the matrices are multiplied with. */
    protected String gemm() {
        return "ejml";
    }

    /** Returns for how many nanoseconds steps may go on allocating. */
    protected long patience() {
        return 0;
    }

    private Backend open(int threads) {
        return Backends.open("cpu", BackendOptions.withThreads(threads).withGemm(gemm()))
                .backend();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void train_anyNumberOfThreads_givesTheSameBits(int threads) {
        assertEquals(trained(1, WIDE, 2, 100), trained(threads, WIDE, 2, 100));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void train_everyActivationOnAnyNumberOfThreads_givesTheSameBits(int threads) {
        assertEquals(trained(1, MIXED, 5, DATA.size()), trained(threads, MIXED, 5, DATA.size()));
    }

    private Network trained(int threads, Architecture architecture, int epochs, int batchSize) {
        Regularization everything =
                new Regularization(new WeightPenalty(0.1, 0.1), DropoutRates.hidden(0.4, architecture), 2, 0.1);
        Hyperparameters hyperparameters = Hyperparameters.sgd(epochs, batchSize, 0.5, 5)
                .with(UpdateRule.Adam.withWeightDecay())
                .with(everything);
        TrainingOptions options = new TrainingOptions(hyperparameters, Monitoring.everything(), 1);
        try (Backend backend = open(threads)) {
            return new MiniBatchTrainer(backend, options, List.of())
                    .train(Initializer.DEFAULT.initialize(architecture, 1), DATA, DATA)
                    .last();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void step_allocatesNothing(int threads) {
        checkAllocations(threads, new UpdateRule.Sgd(), Regularization.l2(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void step_withDropoutAndMomentum_allocatesNothing(int threads) {
        Regularization dropout =
                new Regularization(new WeightPenalty(0.1, 0.1), DropoutRates.hidden(0.4, WIDE), 0, 0.1);
        checkAllocations(threads, UpdateRule.Momentum.of(0.9), dropout);
    }

    private void checkAllocations(int threads, UpdateRule rule, Regularization regularization) {
        try (Backend backend = open(threads);
                Examples examples = TrainingSession.upload(backend, DATA);
                StepOnDevice training = new StepOnDevice(
                        backend,
                        Initializer.DEFAULT.initialize(WIDE, 1),
                        examples,
                        Hyperparameters.sgd(1, 10, 0.1, 0).with(rule).with(regularization));
                Step step = backend.record(training.operations::run)) {
            Batch batch = training.batch();
            List<Thread> workers = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("minibatch-cpu-"))
                    .toList();
            long start = System.nanoTime();
            long least = Long.MAX_VALUE;
            for (int block = 0; least > 0 && (block < BLOCKS || System.nanoTime() - start < patience()); block++) {
                backend.rewind(batch);
                long first = allocatedBytes(workers);
                long before = allocatedBytes(workers);
                long ofReading = before - first;
                step.run(batch.batchesPerEpoch());
                least = Math.min(least, allocatedBytes(workers) - before - ofReading);
            }
            assertEquals(0, least, "bytes in " + batch.batchesPerEpoch() + " steps");
        }
    }

    private static long allocatedBytes(List<Thread> workers) {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (int i = 0; i < workers.size(); i++) {
            sum += bean.getThreadAllocatedBytes(workers.get(i).getId());
        }
        return sum + bean.getCurrentThreadAllocatedBytes();
    }
}
