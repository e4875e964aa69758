package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.data.AugmentationPreset;
import io.minibatch.data.Split;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.optimize.LearningRate;
import io.minibatch.optimize.Schedule;
import io.minibatch.optimize.UpdateRule.Momentum;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The experiment {@code deep-big-simple} with its largest network, all images deformed anew in each epoch, for as many
 * of 800 epochs as the budget covers: accuracy against seconds. With {@code MINIBATCH_CHECK_RECORD}, a folder, it runs
 * all 800, keeps its checkpoints there, and a second call resumes.
 */
final class RecordAttempt implements TrainingListener {
    static final int EPOCHS = 800;
    static final int BATCH = 100;
    static final double ETA = 0.02;
    static final double MOMENTUM = 0.9;
    static final List<Integer> LAYERS = List.of(784, 2500, 2000, 1500, 1000, 500, 10);

    private static final int ROWS = 40;
    private static final int CHECKPOINT_EVERY = 50;
    private static final double LEAST_SECONDS = 15;
    private static final double FOR_THE_TEST = 2;

    /** Of the time that epochs would take, what the budget must have more, for checkpoints and slower epochs. */
    private static final double RESERVE = 0.08;

    private final Budget budget;
    private final int epochs;
    private Runnable stop = () -> {};

    private RecordAttempt(Budget budget, int epochs) {
        this.budget = budget;
        this.epochs = epochs;
    }

    /** Exits with 77, as run.sh expects it, if the budget is too small; to be called before a card is opened. */
    static void requireTime(Budget budget) {
        if (!budget.hasSeconds(LEAST_SECONDS)) {
            System.err.printf(
                    Locale.ROOT, "only %.0f s are left, it needs %.0f s%n", budget.secondsLeft(), LEAST_SECONDS);
            System.exit(77);
        }
    }

    static void print(Backend backend, Split data, Budget budget) {
        String kept = System.getenv("MINIBATCH_CHECK_RECORD");
        Path folder = Path.of(kept == null ? System.getProperty("java.io.tmpdir") + "/record" : kept);
        int epochs = kept == null ? affordable(backend, data, budget) : EPOCHS;
        RecordAttempt attempt = new RecordAttempt(budget, epochs);
        attempt.train(backend, data, new Checkpoints(folder, CHECKPOINT_EVERY));
    }

    /** Returns how many epochs the budget covers, by the time of the second of two that are thrown away. */
    private static int affordable(Backend backend, Split data, Budget budget) {
        double[] seconds = new double[2];
        TrainingListener clock = new TrainingListener() {
            private long last = System.nanoTime();

            @Override
            public void epochEnded(int epoch, Supplier<TrainingState> state) {
                seconds[epoch - 1] = 1e-9 * (System.nanoTime() - last);
                last = System.nanoTime();
            }
        };
        Trainer trainer = new MiniBatchTrainer(backend, options(data, 2), List.of(clock));
        trainer.train(initial(), data.training(), data.validation());
        double left = budget.secondsLeft() - FOR_THE_TEST;
        return (int) Math.max(1, Math.min(EPOCHS, left / (seconds[1] * (1 + RESERVE))));
    }

    private void train(Backend backend, Split data, Checkpoints checkpoints) {
        Network initial = initial();
        TrainingState kept = checkpoints.newest(initial.architecture(), System.err::println);
        TrainingState start = kept == null ? TrainingState.start(initial) : kept;
        System.out.printf(
                Locale.ROOT,
                "%s, relu and softmax, tf32, batch %d, Nesterov %s, eta %s cosine, images deformed in each epoch;%n"
                        + "%d epochs of %d, from epoch %d, %d training images.%n%n",
                Layers.name(LAYERS),
                BATCH,
                MOMENTUM,
                ETA,
                epochs,
                EPOCHS,
                start.epoch(),
                data.training().size());
        System.out.println("| epoch | training s | validation |\n|---|---|---|");
        Trainer trainer = new MiniBatchTrainer(backend, options(data, epochs), List.of(checkpoints, this));
        stop = trainer::requestStop;
        TrainingResult result = trainer.train(start, data.training(), data.validation());
        double test = FullMnist.accuracy(backend, result.last(), data.testOrValidation());
        List<Measurement> measurements = result.history().measurements();
        Measurement last = measurements.get(measurements.size() - 1);
        System.out.printf(
                Locale.ROOT,
                "%nTest images: **%.2f %%** after %.1f epochs and %.1f s (the mark: 99.65 %%).%n",
                100 * test,
                last.epoch(),
                last.seconds());
        new Figure("record")
                .with("layers", Layers.name(LAYERS))
                .with("epochs", last.epoch())
                .with("training_seconds", last.seconds())
                .with("test_accuracy", test)
                .print();
    }

    @Override
    public void progressed(long examples) {
        if (!budget.hasSeconds(FOR_THE_TEST)) {
            stop.run();
        }
    }

    @Override
    public void measured(History history, Supplier<Network> network) {
        List<Measurement> measurements = history.measurements();
        Measurement last = measurements.get(measurements.size() - 1);
        double accuracy = last.value(Monitor.EVALUATION_ACCURACY).orElseThrow();
        int every = Math.max(1, epochs / ROWS);
        if (last.epoch() % every == 0 || last.epoch() == epochs) {
            System.out.printf(Locale.ROOT, "| %.0f | %.2f | %.2f %% |%n", last.epoch(), last.seconds(), 100 * accuracy);
            new Figure("record-epoch")
                    .with("epoch", last.epoch())
                    .with("training_seconds", last.seconds())
                    .with("validation_accuracy", accuracy)
                    .print();
        }
    }

    private static Network initial() {
        List<Activation> activations = new ArrayList<>(Collections.nCopies(LAYERS.size() - 2, Activation.RELU));
        activations.add(Activation.SOFTMAX);
        return Initializer.HE.initialize(Architecture.of(LAYERS, activations, Cost.LOG_LIKELIHOOD), 1);
    }

    private static TrainingOptions options(Split data, int epochs) {
        Hyperparameters hyperparameters = Hyperparameters.sgd(epochs, BATCH, ETA, 0)
                .with(new LearningRate(ETA, new Schedule.Cosine(epochs)))
                .with(Momentum.nesterov(MOMENTUM));
        return new TrainingOptions(
                hyperparameters,
                new Monitoring(EnumSet.of(Monitor.EVALUATION_ACCURACY), 0),
                1,
                AugmentationPreset.CIRESAN.of(
                        data.training().rows(), data.training().columns()));
    }
}
