package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Precision;
import io.minibatch.data.AugmentationPreset;
import io.minibatch.data.Dataset;
import io.minibatch.data.Split;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DropoutRates;
import io.minibatch.network.Initializer;
import io.minibatch.optimize.UpdateRule.Momentum;
import io.minibatch.optimize.WeightPenalty;
import io.minibatch.train.FusedCell.Technique;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Short trainings that launch nearly every kernel: the first contact with a card, and what compute-sanitizer runs. */
final class TinyTraining {
    private static final int IMAGES = 100;

    /** Of each fused training. */
    private static final int STEPS = 30;

    /** Of each fused training under a tool that makes kernels many times slower; more than an epoch. */
    private static final int FEW_STEPS = 12;

    private static final int GROUP = 3;

    private TinyTraining() {}

    static void print(Card card, Split data) {
        Dataset few = data.validation().slice(0, IMAGES);
        try (Backend fused = card.open(Precision.FLOAT32);
                Backend single = card.open(Precision.FLOAT32, BackendOptions.OFF)) {
            System.out.println("device: " + fused.device() + "\n");
            singleOperations(single, few);
            FusedAgreement agreement = new FusedAgreement(fused, single, STEPS);
            agreement.print(fused(fused, few), Budget.ofStage());
            if (!agreement.failures().isEmpty()) {
                throw new IllegalStateException(String.join("; ", agreement.failures()));
            }
        }
    }

    /**
     * Launches the same kernels in fewer steps, and compares nothing.
     *
     * @param clusters whether those of clusters too
     */
    static void launch(Card card, Split data, boolean clusters) {
        Dataset few = data.validation().slice(0, IMAGES);
        try (Backend fused = card.open(Precision.FLOAT32);
                Backend single = card.open(Precision.FLOAT32, BackendOptions.OFF)) {
            singleOperations(single, few);
            List<FusedCell> without = clusters ? List.of() : clusters(few);
            fused(fused, few).stream().filter(cell -> !without.contains(cell)).forEach(cell -> launch(fused, cell));
        }
    }

    private static void launch(Backend fused, FusedCell cell) {
        long start = System.nanoTime();
        try (NetworkGroup group = NetworkGroup.ofSeeds(fused, cell, GROUP)) {
            group.run(FEW_STEPS).networks();
        }
        System.out.printf(
                Locale.ROOT,
                "fused: %s, networks: %d, %.1f s%n",
                cell.name(),
                GROUP,
                (System.nanoTime() - start) / 1e9);
    }

    private static void singleOperations(Backend single, Dataset few) {
        System.out.println("cost over epochs, plain: " + Arrays.toString(plain(single, few)));
        System.out.println("cost over epochs, every technique: " + Arrays.toString(everything(single, few)));
    }

    /** Returns what makes each fused kernel run here, and a layer alone. */
    private static List<FusedCell> fused(Backend backend, Dataset few) {
        List<FusedCell> cells = new ArrayList<>();
        cells.add(FusedCell.of("784-30-10", 17, Technique.PLAIN, few));
        cells.add(FusedCell.of("784-30-10", 24, Technique.DROPOUT, few));
        cells.add(FusedCell.of("784-10", 10, Technique.PLAIN, few));
        cells.add(FusedCell.of("400-64-10", 10, Technique.PLAIN, few));
        cells.add(FusedCell.of("256-100-10", 10, Technique.DROPOUT, few));
        cells.add(FusedCell.of("784-30-10", 16, Technique.NESTEROV, few));
        cells.add(FusedCell.of("400-64-10", 10, Technique.MOMENTUM, few));
        cells.add(FusedCell.of("196-100-10", 10, Technique.MOMENTUM, few));
        cells.addAll(clusters(few));
        return cells.stream()
                .filter(cell -> NetworkGroup.isFused(backend, cell))
                .toList();
    }

    private static List<FusedCell> clusters(Dataset few) {
        return List.of(
                FusedCell.of("784-100-10", 16, Technique.PLAIN, few),
                FusedCell.of("784-100-10", 10, Technique.NESTEROV, few));
    }

    private static double[] plain(Backend backend, Dataset few) {
        TrainingOptions options = new TrainingOptions(Hyperparameters.sgd(2, 10, 0.5, 5), Monitoring.everything(), 1);
        double[] costs = new MiniBatchTrainer(backend, options, List.of())
                .train(Layers.sigmoid(List.of(few.features(), 30, few.outputs())), few, few)
                .history()
                .series(Monitor.TRAINING_COST);
        if (!(costs[1] < costs[0])) {
            throw new IllegalStateException("the cost of the plain network must fall: " + Arrays.toString(costs));
        }
        return costs;
    }

    private static double[] everything(Backend backend, Dataset few) {
        Architecture architecture = Architecture.of(
                List.of(few.features(), 33, 31, few.outputs()),
                List.of(Activation.GELU, Activation.TANH, Activation.SOFTMAX),
                Cost.LOG_LIKELIHOOD);
        Regularization all =
                new Regularization(new WeightPenalty(0.1, 0.1), DropoutRates.hidden(0.5, architecture), 2, 0.1);
        Hyperparameters hyperparameters =
                Hyperparameters.sgd(2, 17, 0.05, 0).with(all).with(Momentum.nesterov(0.9));
        TrainingOptions options = new TrainingOptions(
                hyperparameters, Monitoring.everything(), 1, AugmentationPreset.CIRESAN.of(few.rows(), few.columns()));
        return new MiniBatchTrainer(backend, options, List.of())
                .train(Initializer.HE.initialize(architecture, 1), few, few)
                .history()
                .series(Monitor.TRAINING_COST);
    }
}
