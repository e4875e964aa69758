package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Examples;
import io.minibatch.data.DataListener;
import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import io.minibatch.data.Dataset;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whole training steps by {@code --gemm auto} against each product forced, and by two threads against one, all in
 * alternation, the fastest of twelve rounds: a row for each network and mini-batch size. Each Java that is given runs
 * it in a process of its own, with OpenBLAS's own choice of kernels and with {@code OPENBLAS_CORETYPE=Haswell}. Rows in
 * which a forced product beats {@code auto} by more than 10 %, or one thread two by more than 5 %, are marked.
 */
public final class GemmChoiceGrid {
    private static final List<List<Integer>> NETWORKS =
            List.of(List.of(784, 30, 10), List.of(784, 100, 10), List.of(784, 800, 800, 10));
    private static final int[] BATCHES = {1, 2, 5, 10, 32, 100, 128, 512, 1024, 2000, 4096};
    private static final int ROUNDS = 12;
    private static final long ROUND = 3_000_000;
    private static final long WARM_UP = 15_000_000;

    /** Cells that are measured in vain, until the JIT compiler has seen what all of them need. */
    private static final int WARM_UP_CELLS = 12;

    /** A product whose first step takes longer is left out. */
    private static final long TOO_SLOW = 500_000_000;

    /** Images of steps that run together. */
    private static final int PIECE = 1000;

    private static final double BEATEN = 1.1;
    private static final double SLOWED = 1.05;
    private static final double ETA = 0.01;
    private static final double LAMBDA = 5;

    private final Dataset data = DataLoader.standard()
            .load(DataOptions.defaults().withoutDownload(), DataListener.NONE)
            .training();

    private GemmChoiceGrid() {}

    /**
     * Measures in a process for each of {@code homes}, the folders of JDKs, and for this one; without homes, in this
     * process.
     */
    public static void main(String... homes) throws IOException, InterruptedException {
        if (homes.length == 0) {
            new GemmChoiceGrid().measure();
            return;
        }
        for (String home : homes) {
            for (boolean forced : new boolean[] {false, true}) {
                ProcessBuilder child = new ProcessBuilder(
                        Path.of(home, "bin", "java").toString(),
                        "-XX:+UseG1GC",
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GemmChoiceGrid.class.getName());
                child.environment().remove("OPENBLAS_CORETYPE");
                if (forced) {
                    child.environment().put("OPENBLAS_CORETYPE", "Haswell");
                }
                if (child.inheritIO().start().waitFor() != 0) {
                    throw new IllegalStateException(home + " failed");
                }
            }
        }
    }

    private void measure() {
        List<Candidate> candidates = new ArrayList<>();
        for (String gemm : new String[] {"auto", "sparse", "vector", "openblas", "ejml"}) {
            for (int threads = 1; threads <= 2; threads++) {
                candidates.add(new Candidate(gemm, threads, data));
            }
        }
        System.out.printf(
                "%n## Java %s, %s%n%n",
                Runtime.version(), candidates.get(0).backend.device());
        StringBuilder rule = new StringBuilder("|---|---|");
        StringBuilder head = new StringBuilder("| Network | Mini-batch |");
        for (Candidate candidate : candidates) {
            head.append(' ').append(candidate.title()).append(" |");
            rule.append("---|");
        }
        System.out.println(head + " Best forced/auto, 1 thread | 2 threads | auto, 2 threads/1 thread |");
        System.out.println(rule + "---|---|---|");
        for (int i = 0; i < WARM_UP_CELLS; i++) {
            measure(candidates, NETWORKS.get(i % NETWORKS.size()), 1 + i);
        }
        for (List<Integer> layers : NETWORKS) {
            for (int batch : BATCHES) {
                System.out.println(row(layers, batch, measure(candidates, layers, batch)));
            }
        }
        candidates.forEach(each -> each.backend.close());
    }

    private static String row(List<Integer> layers, int batch, List<Rate> rates) {
        String network = layers.toString().replaceAll("[\\[\\] ]", "").replace(',', '-');
        StringBuilder row = new StringBuilder("| " + network + " | " + batch + " |");
        rates.forEach(each -> row.append(String.format(Locale.ROOT, " %,.0f |", each.fastest())));
        for (int threads = 1; threads <= 2; threads++) {
            double auto = rates.get(threads - 1).fastest();
            double best = 0;
            for (int i = threads + 1; i < rates.size(); i += 2) {
                best = Math.max(best, rates.get(i).fastest());
            }
            row.append(ratio(best / auto, best > BEATEN * auto));
        }
        double gain = rates.get(1).fastest() / rates.get(0).fastest();
        return row.append(ratio(gain, gain * SLOWED < 1)).toString();
    }

    private static String ratio(double ratio, boolean marked) {
        return String.format(Locale.ROOT, marked ? " **%.2f** |" : " %.2f |", ratio);
    }

    private List<Rate> measure(List<Candidate> candidates, List<Integer> layers, int batch) {
        List<Run> runs = candidates.stream()
                .map(each -> each.begin(layers, batch, data.size()))
                .toList();
        try {
            runs.forEach(run -> run.warmUp());
            double[][] rates = new double[runs.size()][ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < rates.length; i++) {
                    rates[i][round] = runs.get(i).imagesPerSecond();
                }
            }
            return Arrays.stream(rates).map(Rate::new).toList();
        } finally {
            runs.forEach(Run::close);
        }
    }

    /** Images a second, of each round. The fastest one counts, as what else the machine does only slows. */
    private record Rate(double[] rounds) {
        double fastest() {
            return Arrays.stream(rounds).max().orElse(0);
        }
    }

    /** A product on a number of threads, with the data set uploaded. */
    private static final class Candidate {
        private final String gemm;
        private final int threads;
        private final Backend backend;
        private final Examples examples;

        Candidate(String gemm, int threads, Dataset data) {
            this.gemm = gemm;
            this.threads = threads;
            this.backend = Backends.open(
                            "cpu", BackendOptions.withThreads(threads).withGemm(gemm))
                    .backend();
            this.examples = TrainingSession.upload(backend, data);
        }

        String title() {
            return gemm + ", " + threads + (threads == 1 ? " thread" : " threads");
        }

        Run begin(List<Integer> layers, int batch, int size) {
            Network initial = Initializer.DEFAULT.initialize(Architecture.sigmoid(layers, Cost.CROSS_ENTROPY), 1);
            TrainingOptions options =
                    new TrainingOptions(Hyperparameters.sgd(1, batch, ETA, LAMBDA), new Monitoring(Set.of(), 0), 1);
            MiniBatchSteps steps =
                    new MiniBatchSteps(new OwnDevice(backend), options, new DeviceNetwork(backend, initial), examples);
            backend.upload(options.rates(ETA, 0, size).pack(), steps.rates());
            return new Run(steps, batch);
        }
    }

    /** Training by a candidate; epochs begin where they end. */
    private static final class Run implements AutoCloseable {
        private final MiniBatchSteps steps;
        private final int batch;
        private boolean slow;
        private int epoch;
        private int left;

        Run(MiniBatchSteps steps, int batch) {
            this.steps = steps;
            this.batch = batch;
        }

        void warmUp() {
            long start = System.nanoTime();
            run();
            slow = System.nanoTime() - start > TOO_SLOW;
            while (!slow && System.nanoTime() - start < WARM_UP) {
                run();
            }
        }

        double imagesPerSecond() {
            if (slow) {
                return 0;
            }
            long start = System.nanoTime();
            int done = 0;
            long elapsed;
            do {
                done += run();
                elapsed = System.nanoTime() - start;
            } while (elapsed < ROUND);
            return 1e9 * done * batch / elapsed;
        }

        /** Runs some steps at a time, as a training does, and returns how many. */
        private int run() {
            if (left == 0) {
                steps.startEpoch(1, epoch++);
                left = steps.clock().stepsPerEpoch();
            }
            int count = Math.min(left, Math.max(1, PIECE / batch));
            steps.runAll(count);
            left -= count;
            return count;
        }

        @Override
        public void close() {
            steps.close();
        }
    }
}
