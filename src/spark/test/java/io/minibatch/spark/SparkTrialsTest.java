package io.minibatch.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import io.minibatch.backend.BackendException;
import io.minibatch.backend.cpu.CpuBackend;
import io.minibatch.data.DataSource;
import io.minibatch.data.Dataset;
import io.minibatch.data.Schema;
import io.minibatch.data.Split;
import io.minibatch.distributed.Cluster;
import io.minibatch.distributed.ClusterException;
import io.minibatch.distributed.Clusters;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.spec.Settings;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.Monitoring;
import io.minibatch.train.TrainingOptions;
import io.minibatch.trial.ClusterWorkers;
import io.minibatch.trial.LocalWorkers;
import io.minibatch.trial.Outcome;
import io.minibatch.trial.Place;
import io.minibatch.trial.Preparation;
import io.minibatch.trial.Trial;
import io.minibatch.trial.TrialException;
import io.minibatch.trial.Workers;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trials on a cluster, and what may happen to them. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SparkTrialsTest {
    private static final DataSource SOURCE = new DataSource("random images", true, List.of());
    private static final Place HERE = new Place(CpuBackend::new, 2, "cpu: a test", true, Place.dataOf(SOURCE));

    @TempDir
    private Path folder;

    /** Records the order in which trials end. */
    private static final class Ends implements Workers.Progress {
        private final List<String> labels = Collections.synchronizedList(new ArrayList<>());

        @Override
        public DoubleConsumer started(Trial trial) {
            return fraction -> {};
        }

        @Override
        public void ended(Trial trial, Outcome outcome, boolean known) {
            labels.add(trial.label() + (known ? ", known" : ""));
        }
    }

    private final Ends ends = new Ends();

    /**
     * Networks for random images, and what goes wrong where a trial's label asks for it.
     *
     * @param marker there once an executor was lost
     */
    private record Plan(File marker) implements Preparation {
        @Override
        public PreparedTraining prepare(Trial trial) {
            switch (trial.label()) {
                case "wrong" -> throw new TrialException("wrong: --eta is no number");
                case "large" -> throw new BackendException("out of memory");
                case "broken" -> throw new IllegalStateException("a bug\nwith two lines");
                case "lost" -> loseExecutor();
                default -> {}
            }
            DataSource source = trial.label().equals("other data")
                    ? new DataSource("images of somebody else", true, List.of())
                    : SOURCE;
            Dataset data = random();
            Architecture architecture = Architecture.sigmoid(List.of(16, 8, 4), Cost.QUADRATIC);
            int epochs = (int) trial.number("epochs").orElse(3);
            double eta = trial.number("eta").orElse(0.5);
            TrainingOptions options =
                    new TrainingOptions(Hyperparameters.sgd(epochs, 10, eta, 1), Monitoring.everything(), trial.seed());
            return new PreparedTraining(
                    new Split(data, data, data, source),
                    Initializer.DEFAULT.initialize(architecture, trial.seed()),
                    options,
                    null);
        }

        private void loseExecutor() {
            try {
                if (marker.createNewFile()) {
                    Runtime.getRuntime().halt(1);
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    private static Dataset random() {
        RandomStream stream = new RandomStream(7, Purpose.DIGITS, 0, 0);
        byte[] images = new byte[100 * 16];
        byte[] labels = new byte[100];
        for (int i = 0; i < images.length; i++) {
            images[i] = (byte) stream.bits(i);
        }
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (i % 4);
        }
        return new Dataset("random", 4, 4, Schema.numbered(4), images, labels);
    }

    private static Trial trial(String label, String... settings) {
        TreeMap<String, String> all = new TreeMap<>(Map.of("C", Integer.toString(label.hashCode())));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return new Trial(label, "test", Settings.parse(all), 3);
    }

    private Workers workers(String url) {
        Cluster cluster = Clusters.provider(url).open(url, "ejml", "auto");
        return new ClusterWorkers(cluster, folder.resolve("there"), plan(), HERE, ends);
    }

    private Plan plan() {
        return new Plan(folder.resolve("marker").toFile());
    }

    private Map<Trial, Outcome> run(String url, Trial... trials) {
        try (Workers workers = workers(url)) {
            Map<Trial, Outcome> outcomes = workers.run(List.of(trials), false);
            if (outcomes == null) {
                throw new AssertionError("nobody stopped it");
            }
            return outcomes;
        }
    }

    /** As text, without the times. */
    private static String text(@Nullable Map<Trial, Outcome> outcomes) {
        return new Gson().toJson(outcomes).replaceAll("\"(seconds|examples-per-second)\":(\\[[^]]*]|[^,}]*)", "");
    }

    @Test
    void outcomes_areTheBitsOfTheLaboratory_alsoOfOneThatDiverges() {
        Trial[] trials = {trial("a"), trial("b", "eta", "0.01"), trial("c", "eta", "1e38")};
        Map<Trial, Outcome> outcomes = run("local[2]", trials);
        LocalWorkers workers = new LocalWorkers(folder.resolve("here"), plan(), HERE, new Ends());
        assertEquals(text(workers.run(List.of(trials), false)), text(outcomes));
        assertTrue(text(outcomes).contains("\"end\":\"diverged\""), text(outcomes));
        assertEquals(List.of(trials), List.copyOf(outcomes.keySet()));
    }

    @Test
    void outcome_isKeptAsSoonAsItIsThere_andNotComputedAgain() {
        Trial[] trials = {trial("long", "epochs", "3000"), trial("short")};
        run("local[2]", trials);
        run("local[2]", trials[1]);
        assertEquals(List.of("short", "long", "short, known"), ends.labels);
    }

    @Test
    void whatWouldFailAgain_isThrownAsByTheLaboratory() {
        assertEquals(
                "wrong: --eta is no number",
                assertThrows(TrialException.class, () -> run("local[2]", trial("wrong")))
                        .getMessage());
        assertEquals(
                "out of memory",
                assertThrows(BackendException.class, () -> run("local[2]", trial("large")))
                        .getMessage());
        assertEquals(
                "an executor has different data from this machine: images of somebody else; name a data folder that all"
                        + " have",
                assertThrows(TrialException.class, () -> run("local[2]", trial("other data")))
                        .getMessage());
        String bug = String.valueOf(assertThrows(ClusterException.class, () -> run("local[2]", trial("broken")))
                .getMessage());
        assertTrue(bug.contains("java.lang.IllegalStateException: a bug"), bug);
        assertEquals(1, bug.lines().count());
    }

    @Test
    void trialWhoseExecutorIsLost_isCarriedOutAgainToTheSameBits() throws Exception {
        Trial[] trials = {trial("lost"), trial("beside it")};
        try (AutoCloseable classes = Executors.withClassesOfThisProcess()) {
            Map<Trial, Outcome> outcomes = run(Executors.CLUSTER, trials);
            assertTrue(plan().marker().exists());
            LocalWorkers workers = new LocalWorkers(folder.resolve("here"), plan(), HERE, new Ends());
            assertEquals(text(workers.run(List.of(trials), false)), text(outcomes));
        }
    }

    @Test
    void requestStop_endsWhatRuns() throws InterruptedException {
        try (Workers workers = workers("local[2]")) {
            Thread stop = new Thread(() -> {
                try {
                    Thread.sleep(1500);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
                workers.requestStop();
            });
            stop.start();
            long start = System.nanoTime();
            assertNull(workers.run(List.of(trial("endless", "epochs", "100000000")), false));
            assertTrue(System.nanoTime() - start < 20e9);
            stop.join();
        }
    }
}
