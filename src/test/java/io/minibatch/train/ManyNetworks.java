package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.data.Split;
import io.minibatch.network.Network;
import io.minibatch.train.FusedCell.Technique;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Networks of 784-30-10 at mini-batches of 10 that a card trains at the same time: steps, and whole trainings. */
final class ManyNetworks {
    private static final double MICRO = 1e6;
    private static final int ROUNDS = 7;

    /** First steps of a training, whose time gives the estimate of the whole. */
    private static final int PROBE = 20;

    private static final double WARM_UP_SHARE = 0.3;

    private final Backend backend;
    private final Split data;
    private final Size size;
    private final Budget budget;
    private final FusedCell cell;

    /**
     * The extent of the measurements.
     *
     * @param networks of each row
     * @param seconds of a row, with its warm-up
     * @param trained networks whose training is measured as a whole
     */
    record Size(List<Integer> networks, double seconds, int trained, int epochs) {
        static final Size OF_CARD = new Size(List.of(1, 2, 32, 132, 264), 3, 128, 30);
    }

    /** @param backend the caller closes it */
    ManyNetworks(Backend backend, Split data, Size size, Budget budget) {
        this.backend = backend;
        this.data = data;
        this.size = size;
        this.budget = budget;
        cell = FusedCell.of("784-30-10", 10, Technique.PLAIN, data.training());
    }

    /** Throws where the backend does not claim the steps, or a training depends on those beside it. */
    void print() {
        try (NetworkGroup one = NetworkGroup.ofSeeds(backend, cell, 1)) {
            if (!one.isFused()) {
                throw new IllegalStateException("the backend does not claim the steps of " + cell.name());
            }
        }
        System.out.println("Networks of " + cell.name() + ", trained at once; median of " + ROUNDS
                + " rounds by the wall clock, with the shuffles between epochs:\n");
        System.out.println("| networks | us/step of all | network steps/s | images/s |\n|---|---|---|---|");
        size.networks.forEach(this::steps);
        trainings();
    }

    private void steps(int networks) {
        double seconds;
        try (NetworkGroup group = NetworkGroup.ofSeeds(backend, cell, networks)) {
            double step = group.seconds(1);
            if (!budget.hasSeconds(Math.max(size.seconds, 2 * ROUNDS * step))) {
                System.out.println("\nno time left for " + networks + " networks");
                return;
            }
            seconds = secondsPerStep(group);
        }
        double rate = networks / seconds;
        double images = rate * cell.data().size() / stepsPerEpoch();
        System.out.printf(Locale.ROOT, "| %d | %.2f | %,.0f | %,.0f |%n", networks, MICRO * seconds, rate, images);
        new Figure("peer")
                .with("peer", "Minibatch")
                .with("device", backend.name())
                .with("layers", cell.layers())
                .with("batch", cell.batch())
                .with("networks", networks)
                .with("images_per_second", images)
                .print();
    }

    private int stepsPerEpoch() {
        return (cell.data().size() + cell.batch() - 1) / cell.batch();
    }

    /** Returns the median of the rounds. */
    private double secondsPerStep(NetworkGroup group) {
        double warmUp = WARM_UP_SHARE * size.seconds;
        double spent = 0;
        double each;
        int count = 1;
        do {
            double took = group.seconds(count);
            spent += took;
            each = took / count;
            count = (int) Math.max(1, Math.min(2.0 * count, (warmUp - spent) / each));
        } while (spent < warmUp);
        int times = (int) Math.max(1, (size.seconds - warmUp) / ROUNDS / each);
        double[] rounds = new double[ROUNDS];
        Arrays.setAll(rounds, round -> group.seconds(times) / times);
        Arrays.sort(rounds);
        return rounds[ROUNDS / 2];
    }

    private void trainings() {
        System.out.printf(
                Locale.ROOT,
                "%n%d epochs of %d images, validation accuracies after the last epoch:%n%n",
                size.epochs,
                cell.data().size());
        System.out.println("| networks | evaluated | s | lowest | highest |\n|---|---|---|---|---|");
        float @Nullable [] alone = untilTheEnd(1);
        float @Nullable [] among = untilTheEnd(size.trained);
        if (among != null) {
            evaluated();
        }
        if (alone != null && among != null && !Arrays.equals(alone, among)) {
            throw new IllegalStateException("the first of " + size.trained + " networks is not what it is alone");
        }
    }

    /** Returns the parameters of the first network, null if the budget is used up. */
    private float @Nullable [] untilTheEnd(int networks) {
        try (NetworkGroup group = NetworkGroup.ofSeeds(backend, cell, networks)) {
            int steps = size.epochs * stepsPerEpoch();
            int probed = Math.min(PROBE, steps);
            double probe = group.seconds(probed);
            if (!budget.hasSeconds(probe / probed * steps)) {
                System.out.println("\nno time left for the training of " + networks + " networks");
                return null;
            }
            double seconds = probe + group.seconds(steps - probed);
            print(networks, "no", seconds, accuracies(group.networks()));
            return group.parameters(0);
        }
    }

    private double[] accuracies(List<Network> networks) {
        return networks.stream()
                .mapToDouble(network -> FullMnist.accuracy(backend, network, data.validation()))
                .sorted()
                .toArray();
    }

    private void print(int networks, String evaluated, double seconds, double[] accuracies) {
        double lowest = accuracies[0];
        double highest = accuracies[accuracies.length - 1];
        System.out.printf(
                Locale.ROOT,
                "| %d | %s | %.2f | %.2f %% | %.2f %% |%n",
                networks,
                evaluated,
                seconds,
                100 * lowest,
                100 * highest);
        new Figure("trained-at-once")
                .with("layers", cell.layers())
                .with("batch", cell.batch())
                .with("networks", networks)
                .with("epochs", size.epochs)
                .with("evaluated", evaluated)
                .with("seconds", seconds)
                .with("lowest_validation_accuracy", lowest)
                .with("highest_validation_accuracy", highest)
                .print();
    }

    /** Trains in lock step, as a search does, with an evaluation after each epoch. */
    private void evaluated() {
        if (!budget.hasSeconds(2 * size.seconds)) {
            System.out.println("\nno time left for the training of networks that are evaluated");
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(size.trained);
        long start = System.nanoTime();
        try (LockStep lockStep = new LockStep(backend, size.trained)) {
            List<Callable<TrainingResult>> trainings = new ArrayList<>();
            for (int place = 0; place < size.trained; place++) {
                int number = place;
                trainings.add(() -> train(lockStep, number));
            }
            List<Network> networks = new ArrayList<>();
            for (Future<TrainingResult> result : threads.invokeAll(trainings)) {
                networks.add(result.get().last());
            }
            double seconds = 1e-9 * (System.nanoTime() - start);
            print(size.trained, "in each epoch", seconds, accuracies(networks));
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        } finally {
            threads.shutdownNow();
        }
    }

    private TrainingResult train(LockStep lockStep, int place) {
        Workload workload = cell.workload(place + 1L);
        double eta = workload.options().hyperparameters().learningRate().eta();
        TrainingOptions options = new TrainingOptions(
                Hyperparameters.sgd(size.epochs, cell.batch(), eta, FusedCell.LAMBDA),
                new Monitoring(EnumSet.of(Monitor.EVALUATION_ACCURACY), 0),
                workload.options().seed());
        TrainingResult[] result = new TrainingResult[1];
        lockStep.run(
                place,
                device -> result[0] = new MiniBatchTrainer(device, options, List.of())
                        .train(workload.initial(), data.training(), data.validation()));
        return result[0];
    }
}
