package io.minibatch.train;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.BiasGradient;
import io.minibatch.backend.Descent;
import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Loss;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Objective;
import io.minibatch.backend.ParameterBlock;
import io.minibatch.backend.Rates;
import io.minibatch.backend.Step;
import io.minibatch.backend.Targets;
import io.minibatch.backend.Transpose;
import io.minibatch.backend.cuda.TimedCuda;
import io.minibatch.data.AugmentationPreset;
import io.minibatch.data.Dataset;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Each operation of a training step, recorded alone and replayed a thousand times, by events on the device. */
final class OperationTable {
    private static final int INPUTS = 784;
    private static final int REPLAYS = 1000;

    /** Replays of what moves through an epoch, which must not reach its end. */
    private static final int FEW = 50;

    /** The first of them captures the graphs and is not counted. */
    private static final int ROUNDS = 4;

    /** Rows of the largest mini-batch that is measured. */
    private static final int TALL = 16_384;

    private final TimedCuda timed;
    private final Backend device;
    private final Dataset training;
    private final Budget budget;

    OperationTable(TimedCuda timed, Dataset training, Budget budget) {
        this.timed = timed;
        this.device = timed.backend();
        this.training = training;
        this.budget = budget;
    }

    void print() {
        System.out.println(
                "Device us of an operation replayed 1,000 times (gather and augment: 50 times), 784 inputs:\n");
        System.out.println("| operation | batch | neurons | us |\n|---|---|---|---|");
        for (int[] size : new int[][] {{10, 30}, {128, 100}, {512, 800}}) {
            if (budget.hasSeconds(2)) {
                print(size[0], size[1], this::operations);
            }
        }
        print(TALL, training.outputs(), this::tallOperations);
    }

    private interface Operations {
        Map<String, Runnable> of(Batch batch, int m, int n);
    }

    private void print(int m, int n, Operations operations) {
        try (Examples examples = TrainingSession.upload(device, training);
                Batch batch = device.allocateBatch(examples, m);
                Matrix x = device.allocate(m, INPUTS)) {
            operations.of(batch, m, n).forEach((name, operation) -> {
                if (!budget.hasSeconds(1)) {
                    return;
                }
                double micros = micros(batch, x, operation, name.equals("gather") || name.equals("augment"));
                System.out.printf(Locale.ROOT, "| %s | %d | %d | %.2f |%n", name, m, n, micros);
                new Figure("operation")
                        .with("operation", name)
                        .with("batch", m)
                        .with("neurons", n)
                        .with("device_us", micros)
                        .print();
            });
        }
    }

    private Map<String, Runnable> operations(Batch batch, int m, int n) {
        Matrix x = gaussian(m, INPUTS);
        Matrix weights = gaussian(INPUTS, n);
        Matrix bias = gaussian(1, n);
        Matrix z = gaussian(m, n);
        Matrix a = gaussian(m, n);
        Matrix delta = gaussian(m, n);
        Matrix sums = device.allocate(1, n);
        Matrix back = device.allocate(m, INPUTS);
        Augmentation ciresan = AugmentationPreset.CIRESAN.of(training.rows(), training.columns());
        Map<String, Runnable> operations = new LinkedHashMap<>();
        operations.put("gather", () -> device.gather(batch, x));
        operations.put("augment", () -> device.augment(batch, ciresan, x));
        operations.put("product forward", () -> device.gemm(Transpose.NONE, 1, x, weights, 0, z));
        operations.put("product gradient", () -> device.gemm(Transpose.A, 1, x, delta, 1, weights));
        operations.put("product backward", () -> device.gemm(Transpose.B, 1, delta, weights, 0, back));
        operations.put("sigmoid", () -> device.activate(Elementwise.SIGMOID, bias, z));
        operations.put("relu", () -> device.activate(Elementwise.RELU, bias, z));
        operations.put("softmax", () -> device.softmax(bias, z));
        operations.put("output delta", () -> device.outputDelta(batch, Targets.ONE_HOT, a, delta));
        operations.put(
                "sigmoid gradient",
                () -> device.activationGradient(Elementwise.SIGMOID, a, delta, BiasGradient.of(sums), null));
        for (Descent rule : new Descent[] {Descent.SGD, Descent.MOMENTUM, Descent.ADAM}) {
            operations.put(rule.name().toLowerCase(Locale.ROOT), descent(batch, rule, n));
        }
        return operations;
    }

    /** The cost of narrow layers at large mini-batches, where several blocks share the rows. */
    private Map<String, Runnable> tallOperations(Batch batch, int m, int n) {
        Matrix bias = gaussian(1, n);
        Matrix sums = device.allocate(1, n);
        Matrix z = gaussian(m, n);
        Matrix delta = gaussian(m, n);
        Objective objective = new Objective(Loss.LOG_LIKELIHOOD, Elementwise.IDENTITY, Targets.ONE_HOT);
        Map<String, Runnable> operations = new LinkedHashMap<>();
        operations.put(
                "sigmoid gradient",
                () -> device.activationGradient(Elementwise.SIGMOID, z, delta, BiasGradient.of(sums), null));
        operations.put("output", () -> device.output(objective, batch, bias, z, delta, BiasGradient.of(sums)));
        return operations;
    }

    /** Zeros would be faster than what a training holds. */
    private Matrix gaussian(int rows, int columns) {
        float[] values = new float[rows * columns];
        new RandomStream(1, Purpose.WEIGHTS, 0, 0).gaussian(values);
        Matrix matrix = device.allocate(rows, columns);
        device.upload(values, matrix);
        return matrix;
    }

    private Runnable descent(Batch batch, Descent rule, int n) {
        int parameters = INPUTS * n + n;
        Matrix state = rule.stateRows() == 0 ? null : device.allocate(rule.stateRows(), parameters);
        ParameterBlock block =
                new ParameterBlock(device.allocate(1, parameters), device.allocate(1, parameters), state, INPUTS * n);
        Matrix rates = device.allocate(1, Rates.SIZE);
        device.upload(new Rates(1e-6, 0.9, 0.999, 1e-8, 0, 0, 0).pack(), rates);
        return () -> device.descend(rule, batch.clock(), rates, block);
    }

    /** Of a mini-batch all of whose rows hold an example, but for operations that take the next one themselves. */
    private double micros(Batch batch, Matrix x, Runnable operation, boolean moves) {
        int replays = moves ? FEW : REPLAYS;
        try (Step step = device.record(operation)) {
            for (int round = 0; round < ROUNDS; round++) {
                device.shuffle(batch, 1, round);
                if (!moves) {
                    device.gather(batch, x);
                }
                step.run(replays);
                if (round == 0) {
                    timed.forget();
                }
            }
            return timed.microsecondsPerStep();
        }
    }
}
