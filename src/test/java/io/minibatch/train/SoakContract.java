package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.minibatch.backend.Backend;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Step;
import io.minibatch.data.Dataset;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DropoutRates;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.network.SharedNetwork;
import io.minibatch.optimize.UpdateRule;
import io.minibatch.optimize.WeightPenalty;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.function.IntConsumer;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/**
 * Many steps, and many backends opened and closed, keep memory, threads and open files where they were.
 *
 * <p>{@code -Dsoak.steps=N} and {@code -Dsoak.cycles=N} set how many; a table of what was in use is printed.
 */
abstract class SoakContract {
    private static final Dataset DATA = TestData.random(640, 8, 8, 10);
    private static final Architecture ARCHITECTURE =
            Architecture.of(List.of(64, 40, 30, 10), TestData.activations("RELU SIGMOID SOFTMAX"), Cost.LOG_LIKELIHOOD);
    private static final int BATCH = 10;
    private static final int BATCHES = DATA.size() / BATCH;
    private static final int ROWS = 20;

    /** Memory that the JIT compiler, the collector and the C library's allocator take and release. */
    private static final long SLACK = 24L << 20;

    /**
     * Opens a backend.
     *
     * @param number of the backend, counted from 0: contracts vary threads and products by it
     */
    protected abstract Backend open(int number);

    protected abstract int steps();

    protected abstract int cycles();

    @Test
    void steps_keepMemoryThreadsAndFiles() throws IOException {
        try (Backend backend = open(1);
                Training training = new Training(backend)) {
            soak("steps", steps() / ROWS, row -> training.run(steps() / ROWS));
        }
    }

    @Test
    void openAndClose_keepMemoryThreadsAndFiles() throws IOException {
        soak("open and close", cycles() / ROWS, row -> {
            for (int cycle = 0; cycle < cycles() / ROWS; cycle++) {
                try (Backend backend = open(cycle)) {
                    try (Training training = new Training(backend)) {
                        training.run(3);
                    }
                    Network network = Initializer.DEFAULT.initialize(ARCHITECTURE, cycle);
                    assertEquals(
                            DATA.size(),
                            SharedNetwork.predict(
                                            backend, network, DATA.examples().inputs())
                                    .classes()
                                    .length);
                }
            }
        });
    }

    /**
     * Does the work of each row of the table, and compares the least in use in its last quarter with that in its
     * second.
     */
    private static void soak(String name, int each, IntConsumer row) throws IOException {
        System.out.printf(
                Locale.ROOT,
                "%n%s%n%10s %10s %10s %8s %6s%n",
                name,
                "done",
                "native MiB",
                "heap MiB",
                "threads",
                "files");
        List<Use> uses = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            row.accept(i);
            Use use = Use.now();
            uses.add(use);
            System.out.printf(
                    Locale.ROOT,
                    "%10d %10.1f %10.1f %8d %6d%n",
                    (i + 1) * each,
                    use.resident / 0x1p20,
                    use.heap / 0x1p20,
                    use.threads,
                    use.files);
        }
        assertFlat(uses, "bytes of resident memory outside the heap", Use::resident, SLACK);
        assertFlat(uses, "bytes of living objects and direct buffers", Use::heap, SLACK / 8);
        assertFlat(uses, "threads", Use::threads, 0);
        assertFlat(uses, "open files", Use::files, 0);
    }

    private static void assertFlat(List<Use> uses, String what, ToLongFunction<Use> amount, long slack) {
        long early = least(uses.subList(ROWS / 4, ROWS / 2), amount);
        long late = least(uses.subList(3 * ROWS / 4, ROWS), amount);
        assertTrue(late <= early + slack, what + " grew from " + early + " to " + late);
    }

    /** A leak never falls; what falls again was not one. */
    private static long least(List<Use> uses, ToLongFunction<Use> amount) {
        return uses.stream().mapToLong(amount).min().orElseThrow();
    }

    /**
     * The memory of the process.
     *
     * @param resident bytes of the process in memory outside Java's heap, whose pages the collector takes and gives
     *     back as it likes
     * @param heap bytes of living objects and of direct buffers
     */
    private record Use(long resident, long heap, long threads, long files) {
        /** A range of addresses in the JVM's description of its heap. */
        private static final Pattern RANGE = Pattern.compile("\\[0x(\\p{XDigit}+),.*?0x(\\p{XDigit}+)\\)");

        /** The head of a mapping in {@code /proc/self/smaps}. */
        private static final Pattern MAPPING = Pattern.compile("(\\p{XDigit}+)-\\p{XDigit}+ .*");

        static Use now() throws IOException {
            System.gc();
            long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .mapToLong(BufferPoolMXBean::getMemoryUsed)
                    .sum();
            // Before the mappings are read, which leaves garbage.
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + direct;
            return new Use(
                    residentOutside(heapAddresses()),
                    heap,
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                            .getOpenFileDescriptorCount());
        }

        /** Returns the first address of Java's heap and the first beyond it. */
        private static LongSummaryStatistics heapAddresses() {
            try {
                Object description = ManagementFactory.getPlatformMBeanServer()
                        .invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcHeapInfo", null, null);
                return RANGE.matcher((String) description)
                        .results()
                        .flatMap(range -> Stream.of(range.group(1), range.group(2)))
                        .mapToLong(address -> Long.parseUnsignedLong(address, 16))
                        .summaryStatistics();
            } catch (JMException unknown) {
                throw new AssertionError(unknown);
            }
        }

        private static long residentOutside(LongSummaryStatistics heap) throws IOException {
            assertTrue(heap.getCount() > 0, "the JVM does not say where its heap is");
            long kilobytes = 0;
            boolean inHeap = false;
            for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
                Matcher mapping = MAPPING.matcher(line);
                if (mapping.matches()) {
                    long start = Long.parseUnsignedLong(mapping.group(1), 16);
                    inHeap = start >= heap.getMin() && start < heap.getMax();
                } else if (!inHeap && line.startsWith("Rss:")) {
                    kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
            return kilobytes << 10;
        }
    }

    /** A recorded step with momentum, dropout and both penalties, and all that belongs to it. */
    private static final class Training implements AutoCloseable {
        private final Backend backend;
        private final Examples examples;
        private final StepOnDevice training;
        private final Step step;
        private int done;

        Training(Backend backend) {
            this.backend = backend;
            Regularization regularization =
                    new Regularization(new WeightPenalty(0.1, 0.1), DropoutRates.hidden(0.4, ARCHITECTURE), 2, 0.1);
            examples = backend.upload(DATA.images(), DATA.labels(), DATA.features(), DATA.outputs());
            training = new StepOnDevice(
                    backend,
                    Initializer.DEFAULT.initialize(ARCHITECTURE, 1),
                    examples,
                    Hyperparameters.sgd(1, BATCH, 0.01, 0)
                            .with(UpdateRule.Momentum.of(0.9))
                            .with(regularization));
            step = backend.record(training.operations::run);
        }

        void run(int steps) {
            for (int left = steps; left > 0; left -= BATCHES) {
                backend.shuffle(training.batch(), 1, done++);
                step.run(Math.min(left, BATCHES));
            }
            backend.synchronize();
        }

        @Override
        public void close() {
            step.close();
            training.close();
            examples.close();
        }
    }
}
