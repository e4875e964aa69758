package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.bench.Throughput;
import io.minibatch.data.Split;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;

/** Minibatch in the cells in which {@code benchmarks/peers} measures the other programs, in the same order. */
final class PeerCells {
    private static final double SECONDS = 1.2;
    private static final double LAMBDA = 5;

    /** Seconds of steps before the first cell: the clock of a card rises, the JVM compiles. */
    private static final double WARM_UP = 2;

    private static final List<Cell> CELLS = List.of(
            new Cell("784-30-10", 10, 0.5, 3),
            new Cell("784-100-10", 10, 0.5, 3),
            new Cell("784-800-800-10", 128, 0.2, 2),
            new Cell("784-30-10", 128, 0.5, 3),
            new Cell("784-800-800-10", 1024, 0.2, 2),
            new Cell("784-100-10", 128, 0.5, 3),
            new Cell("784-100-10", 1024, 0.5, 3));

    private PeerCells() {}

    /** @param epochs after which the accuracy is taken */
    private record Cell(String layers, int batch, double eta, int epochs) {}

    /** Closes the backend. */
    static void print(Backend backend, Split data, Budget budget) {
        try (backend) {
            for (Cell cell : CELLS) {
                if (budget.hasSeconds(SECONDS)) {
                    print(backend, data, budget, cell);
                } else {
                    System.out.println("Minibatch: no time left for " + cell.layers + ", batch " + cell.batch);
                }
            }
        }
    }

    private static void print(Backend backend, Split data, Budget budget, Cell cell) {
        Hyperparameters hyperparameters = Hyperparameters.sgd(cell.epochs, cell.batch, cell.eta, LAMBDA);
        TrainingOptions options =
                new TrainingOptions(hyperparameters, new Monitoring(EnumSet.of(Monitor.EVALUATION_ACCURACY), 0), 1);
        Workload workload = new Workload(Layers.sigmoid(Layers.of(cell.layers)), options, data.training());
        double more = cell.equals(CELLS.get(0)) ? WARM_UP : 0;
        Throughput throughput;
        try (TimedSteps steps = new TimedSteps(backend, workload)) {
            throughput = Throughput.measure(steps, workload, more, SECONDS, () -> !budget.hasSeconds(0));
        }
        if (throughput == null) {
            return;
        }
        Figure figure = new Figure("peer")
                .with("peer", "Minibatch")
                .with("device", backend.name().equals("cpu") ? "cpu" : "cuda")
                .with("layers", cell.layers)
                .with("batch", cell.batch)
                .with("images_per_second", throughput.examplesPerSecond())
                .with("spread", throughput.spread())
                .with("described", backend.device());
        double accuracy = accuracy(new MiniBatchTrainer(backend, options, List.of()), data, budget, cell);
        figure.with("validation_accuracy", accuracy).print();
    }

    /** Returns NaN if the budget is used up before. */
    private static double accuracy(Trainer trainer, Split data, Budget budget, Cell cell) {
        Thread watch = new Thread(() -> {
            try {
                Thread.sleep(Math.max(0, Math.round(1000 * budget.secondsLeft())));
                trainer.requestStop();
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        });
        watch.setDaemon(true);
        watch.start();
        TrainingResult result =
                trainer.train(Layers.sigmoid(Layers.of(cell.layers)), data.training(), data.validation());
        watch.interrupt();
        double[] accuracies = result.history().series(Monitor.EVALUATION_ACCURACY);
        return result.reason() == StopReason.COMPLETED && accuracies.length > 0
                ? Arrays.stream(accuracies)
                        .skip(accuracies.length - 1L)
                        .findFirst()
                        .orElseThrow()
                : Double.NaN;
    }
}
