package io.minibatch.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.cpu.CpuBackend;
import io.minibatch.data.Dataset;
import io.minibatch.data.Schema;
import io.minibatch.distributed.Cluster;
import io.minibatch.distributed.Clusters;
import io.minibatch.distributed.Gradients;
import io.minibatch.distributed.ShardPlan;
import io.minibatch.distributed.ShardedTrainer;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.MiniBatchTrainer;
import io.minibatch.train.Monitoring;
import io.minibatch.train.TrainingListener;
import io.minibatch.train.TrainingOptions;
import io.minibatch.train.TrainingResult;
import io.minibatch.train.TrainingState;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Data-parallel training on a cluster. */
class SparkGradientsTest {
    private static final int SIZE = 400;
    private static final Dataset TRAINING = random(SIZE);
    private static final Dataset EVALUATION = random(20);
    private static final Network INITIAL =
            Initializer.DEFAULT.initialize(Architecture.sigmoid(List.of(144, 20, 10), Cost.CROSS_ENTROPY), 1);

    private static Dataset random(int size) {
        RandomStream stream = new RandomStream(99, Purpose.DIGITS, 0, 0);
        byte[] images = new byte[size * 144];
        byte[] labels = new byte[size];
        for (int i = 0; i < images.length; i++) {
            images[i] = (byte) stream.bits(i);
        }
        for (int i = 0; i < size; i++) {
            labels[i] = (byte) (i % 10);
        }
        return new Dataset("random", 12, 12, Schema.numbered(10), images, labels);
    }

    private static TrainingOptions options(int epochs, int batch) {
        return new TrainingOptions(Hyperparameters.sgd(epochs, batch, 0.5, 2), new Monitoring(Set.of(), 0), 3);
    }

    private static TrainingResult train(Cluster cluster, TrainingOptions options, TrainingListener listener) {
        ShardPlan plan = ShardPlan.of(options, INITIAL.architecture(), SIZE, 4);
        try (Backend backend = new CpuBackend(1);
                Gradients gradients = cluster.gradients(plan, TRAINING)) {
            return new ShardedTrainer(backend, options, gradients, List.of(listener))
                    .train(TrainingState.start(INITIAL), TRAINING, EVALUATION);
        }
    }

    private static Cluster open(String url) {
        return Clusters.provider(url).open(url, "ejml", "auto");
    }

    @Test
    void step_ofEqualShards_equalsOneLargeBatch() {
        TrainingOptions options = options(5, SIZE);
        float[] expected;
        try (Backend backend = new CpuBackend(1)) {
            expected = new MiniBatchTrainer(backend, options, List.of())
                    .train(INITIAL, TRAINING, EVALUATION)
                    .last()
                    .parameters();
        }
        float[] actual;
        try (Cluster cluster = open("local[2]")) {
            assertEquals(2, cluster.parallelism());
            actual = train(cluster, options, new TrainingListener() {}).last().parameters();
        }
        double difference = 0;
        double length = 0;
        float[] start = INITIAL.parameters();
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow((double) actual[i] - expected[i], 2);
            length += Math.pow((double) expected[i] - start[i], 2);
        }
        assertTrue(Math.sqrt(length) > 0.1, "the network has moved by " + Math.sqrt(length));
        assertTrue(Math.sqrt(difference / length) < 1e-5, "apart by " + Math.sqrt(difference / length));
    }

    @Test
    void executorKilledInTheMiddle_changesNoBit() throws Exception {
        TrainingOptions options = options(4, 20);
        float[] expected;
        try (Cluster cluster = open("local[2]")) {
            expected = train(cluster, options, new TrainingListener() {}).last().parameters();
        }
        AtomicBoolean killed = new AtomicBoolean();
        TrainingListener killer = new TrainingListener() {
            @Override
            public void progressed(long examples) {
                if (examples >= SIZE * 3 / 2 && killed.compareAndSet(false, true)) {
                    Executors.killOne();
                }
            }
        };
        try (AutoCloseable classes = Executors.withClassesOfThisProcess();
                Cluster cluster = open(Executors.CLUSTER)) {
            assertArrayEquals(expected, train(cluster, options, killer).last().parameters());
        }
        assertTrue(killed.get());
    }
}
