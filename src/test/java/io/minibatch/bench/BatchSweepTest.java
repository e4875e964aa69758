package io.minibatch.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendException;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Step;
import io.minibatch.data.Dataset;
import io.minibatch.data.Schema;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.Monitoring;
import io.minibatch.train.TrainingOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchSweepTest {
    private static final int FULL = 50;
    private final List<String> said = new ArrayList<>();
    private final List<Double> left = new ArrayList<>();
    private Runnable atSecond = () -> {};
    private boolean stopAtSecond;

    private final class Notes implements BatchSweep.Listener {
        @Override
        public void opened(String backend, String device) {
            said.add(backend);
        }

        @Override
        public void started(String backend, int batch, int done, int all, double secondsLeft) {
            left.add(secondsLeft);
            if (done == 1) {
                atSecond.run();
            }
        }

        @Override
        public void measured(String backend, Throughput throughput) {
            said.add(backend + " " + throughput.batchSize());
        }

        @Override
        public void skipped(String backend, int batch, String reason) {
            said.add(backend + " " + batch + " " + reason);
        }
    }

    /** A fault of a backend. */
    private interface Fault {
        void allocates(int rows);

        void runs(int times) throws InterruptedException;
    }

    private static final Fault NONE = fault(() -> {}, 0);
    private static final Fault FULL_AT_50 = fault(
            () -> {
                throw new BackendException("out of memory");
            },
            0);
    private static final Fault HEAP_FULL_AT_50 = fault(
            () -> {
                throw new OutOfMemoryError("Java heap space");
            },
            0);
    private static final Fault SLOW = fault(() -> {}, 5);

    private static Fault fault(Runnable whenFull, int millisecondsOfStep) {
        return new Fault() {
            @Override
            public void allocates(int rows) {
                if (rows == FULL) {
                    whenFull.run();
                }
            }

            @Override
            public void runs(int times) throws InterruptedException {
                Thread.sleep((long) millisecondsOfStep * times);
            }
        };
    }

    private static Backend backend(Fault fault) {
        Backend cpu = Backends.open("cpu", BackendOptions.withThreads(1)).backend();
        return (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, given) -> {
                    if (method.getName().equals("allocate")) {
                        fault.allocates((int) given[0]);
                    }
                    try {
                        Object result = method.invoke(cpu, given);
                        return result instanceof Step step ? step(step, fault) : result;
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    private static Step step(Step step, Fault fault) {
        return (Step) Proxy.newProxyInstance(
                Step.class.getClassLoader(), new Class<?>[] {Step.class}, (proxy, method, given) -> {
                    if (method.getName().equals("run")) {
                        fault.runs((int) given[0]);
                    }
                    return method.invoke(step, given);
                });
    }

    private static BatchSweep sweep(double eta, BatchSweep.Listener listener) {
        Dataset data = data();
        Architecture architecture = Architecture.of(
                List.of(16, 8, 3), List.of(Activation.RELU, Activation.IDENTITY), Cost.matching(Activation.IDENTITY));
        Network initial = Initializer.HE.initialize(architecture, 1);
        TrainingOptions options =
                new TrainingOptions(Hyperparameters.sgd(1, 1, eta, 0), new Monitoring(Set.of(), 0), 1);
        return new BatchSweep(options, initial, data, listener);
    }

    /** The cpu backend, which claims mini-batches of up to 64 images of so small a network. */
    private static Backend claiming() {
        return Backends.open("cpu", BackendOptions.withThreads(1).withGemm("sparse"))
                .backend();
    }

    private static Dataset data() {
        byte[] images = new byte[16 * 100];
        byte[] labels = new byte[100];
        for (int i = 0; i < images.length; i++) {
            images[i] = (byte) (7 * i);
        }
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (i % 3);
        }
        return new Dataset("some", 4, 4, Schema.numbered(3), images, labels);
    }

    private BatchSweep.Result run(double eta, double seconds, Map<String, Fault> backends, Integer... sizes) {
        Map<String, Contender> opening = new LinkedHashMap<>();
        backends.forEach((name, fault) -> opening.put(name, new Contender(() -> backend(fault), null)));
        BatchSweep sweep = sweep(eta, new Notes());
        if (stopAtSecond) {
            atSecond = sweep::requestStop;
        }
        return sweep.run(opening, List.of(sizes), seconds);
    }

    private static Map<String, Fault> backends(Fault a, Fault b) {
        Map<String, Fault> backends = new LinkedHashMap<>();
        backends.put("a", a);
        backends.put("b", b);
        return backends;
    }

    private static List<Integer> sizes(BatchSweep.Result result, String backend) {
        return result.measured().getOrDefault(backend, List.of()).stream()
                .map(Throughput::batchSize)
                .toList();
    }

    @Test
    void sizeThatFails_isLeftOutWithTheLarger_andWhatWasMeasuredIsKept() {
        BatchSweep.Result result = run(0.01, 2, backends(FULL_AT_50, NONE), 10, FULL, 100);
        assertEquals(
                List.of("a", "a 10", "a 50 out of memory; and so are the larger ones", "b", "b 10", "b 50", "b 100"),
                said);
        assertEquals(List.of(10), sizes(result, "a"));
        assertEquals(List.of(10, FULL, 100), sizes(result, "b"));
        assertFalse(result.stopped());
    }

    @Test
    void lastSizeThatFillsTheHeap_isLeftOut() {
        BatchSweep.Result result = run(0.01, 0.2, Map.of("a", HEAP_FULL_AT_50), 10, FULL);
        assertEquals(List.of("a", "a 10", "a 50 out of memory (Java heap space), give Java more by -Xmx"), said);
        assertFalse(result.stopped());
    }

    @Test
    void backendThatCannotBeOpened_isLeftOut() {
        BatchSweep.Result result = sweep(0.01, new Notes())
                .run(
                        Map.of(
                                "a",
                                new Contender(
                                        () -> {
                                            throw new BackendException("the device is gone");
                                        },
                                        null)),
                        List.of(10),
                        0.1);
        assertEquals(List.of("a 10 the device is gone"), said);
        assertTrue(result.measured().isEmpty());
    }

    @Test
    void stop_dropsTheSizeThatIsBeingMeasured_andIsTold_onTheOnlyBackendToo() {
        stopAtSecond = true;
        BatchSweep.Result result = run(0.01, 1, Map.of("a", NONE), 10, 20);
        assertTrue(result.stopped());
        assertEquals(List.of(10), sizes(result, "a"));
        assertEquals(List.of("a", "a 10"), said);
    }

    @Test
    void divergedSize_isLeftOut_andTheOthersAreTried() {
        BatchSweep.Result result = run(1e20, 0.2, Map.of("a", NONE), 10, 20);
        String reason = " diverged: not all weights are numbers at eta 1.0E20, lower eta";
        assertEquals(List.of("a", "a 10" + reason, "a 20" + reason), said);
        assertTrue(result.measured().isEmpty());
    }

    @Test
    void sizeOfWhichEightStepsTakeTooLong_isLeftOut() {
        // A step of 10 takes 5 ms, one of 80 is expected to take 40 ms, and eight of them more than the 0.2 s of a
        // size.
        run(0.01, 0.8, Map.of("a", SLOW), 10, 80);
        assertEquals(List.of("a", "a 10"), said.subList(0, 2));
        assertTrue(said.get(2).matches("a 80 a step would take about 0\\.0\\d s; set seconds to \\d+"), said.get(2));
    }

    @Test
    void sizesWhoseStepsAreFused_areMeasuredAsSingleOperationsToo() {
        Contender contender = new Contender(BatchSweepTest::claiming, () -> backend(NONE));
        BatchSweep.Result result = sweep(0.01, new Notes()).run(Map.of("a", contender), List.of(10, 20, 100), 2);
        assertEquals(List.of("a", "a 10", "a 20", "a 100", "a unfused", "a unfused 10", "a unfused 20"), said);
        List<Throughput> single = result.unfused().getOrDefault("a", List.of());
        assertEquals(List.of(10, 20), single.stream().map(Throughput::batchSize).toList());
        assertTrue(single.stream().noneMatch(Throughput::fused));
        assertEquals(List.of(10, 20, 100), sizes(result, "a"));
        assertEquals(
                List.of(true, true, false),
                result.measured().getOrDefault("a", List.of()).stream()
                        .map(Throughput::fused)
                        .toList());
        assertEquals(5, result.all());
        assertEquals(5, result.count());
        assertFalse(result.stopped());
        // Of 2 s, 1 s is for the warm-up, and a size has 1/3 s, and half of it is kept if its steps are fused.
        double size = 1 / 3.0;
        assertEquals(2, left.get(0), 1e-9);
        assertEquals(2.5 * size, left.get(1), 1e-9);
        assertEquals(2 * size, left.get(2), 1e-9);
        assertEquals(size, left.get(3), 1e-9);
    }

    @Test
    void fusedSteps_withoutAnotherForm_haveAllOfTheirTime() {
        BatchSweep.Result result = sweep(0.01, new Notes())
                .run(Map.of("a", new Contender(BatchSweepTest::claiming, null)), List.of(10, 20), 0.2);
        assertEquals(List.of("a", "a 10", "a 20"), said);
        assertTrue(result.unfused().isEmpty());
        assertEquals(0.05, left.get(1), 1e-9);
    }

    @Test
    void secondsLeft_areThoseAskedForInTheBeginning_andFewerWithEachSize() {
        run(0.01, 0.4, backends(NONE, NONE), 10, 20);
        // Of the 0.2 s of a backend, half is for its warm-up.
        assertEquals(4, left.size());
        assertEquals(0.4, left.get(0), 1e-9);
        assertEquals(0.25, left.get(1), 1e-9);
        assertEquals(0.2, left.get(2), 1e-9);
        assertEquals(0.05, left.get(3), 1e-9);
    }
}
