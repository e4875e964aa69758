package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.CheckedBackend;
import io.minibatch.backend.Descent;
import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Inputs;
import io.minibatch.backend.Rates;
import io.minibatch.backend.Step;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import io.minibatch.backend.contract.Reference;
import io.minibatch.backend.contract.Tolerance;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.DropoutRates;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.random.Permutation;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import io.minibatch.step.PlannedStep;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Twenty steps of training on every kind of examples, against the double-precision reference. */
abstract class ExampleDataContract {
    private static final int SIZE = 23;
    private static final int BATCH = 5;
    private static final int EPOCHS = 4;
    private static final int FEATURES = 6;
    private static final int SEED = 23;
    private static final double ETA = 0.2;
    private static final double L2 = 0.01;

    /** Examples and the networks that learn them. */
    enum Kind {
        REGRESSION(true, false, false, 3, Cost.QUADRATIC, "TANH IDENTITY"),
        WEIGHTED_REGRESSION_OF_ONE_LAYER(true, false, true, 1, Cost.QUADRATIC, "IDENTITY"),
        WEIGHTED_CLASSIFICATION(true, true, true, 4, Cost.LOG_LIKELIHOOD, "RELU SOFTMAX"),
        CLASSIFICATION_OF_FLOATS(true, true, false, 4, Cost.CROSS_ENTROPY, "SIGMOID SIGMOID"),
        WEIGHTED_CLASSIFICATION_OF_IMAGES(false, true, true, 4, Cost.CROSS_ENTROPY, "SIGMOID SIGMOID"),
        SEVERAL_LABELS_OF_IMAGES(false, false, false, 35, Cost.CROSS_ENTROPY, "TANH SIGMOID");

        private final boolean floats;
        private final boolean labelled;
        private final boolean weighted;
        private final int outputs;
        private final Cost cost;
        private final String activations;

        Kind(boolean floats, boolean labelled, boolean weighted, int outputs, Cost cost, String activations) {
            this.floats = floats;
            this.labelled = labelled;
            this.weighted = weighted;
            this.outputs = outputs;
            this.cost = cost;
            this.activations = activations;
        }

        private Architecture architecture() {
            List<Integer> sizes =
                    activations.contains(" ") ? List.of(FEATURES, 7, outputs) : List.of(FEATURES, outputs);
            return Architecture.of(sizes, TestData.activations(activations), cost);
        }

        private ExampleData data() {
            float[] weights = weighted ? gaussian(3, SIZE) : ExampleData.UNWEIGHTED;
            for (int i = 0; i < weights.length; i++) {
                weights[i] = Math.abs(weights[i]);
            }
            return new ExampleData(inputs(), desired(), weights);
        }

        private Inputs inputs() {
            float[] numbers = gaussian(1, SIZE * FEATURES);
            if (floats) {
                return new Inputs.Floats(numbers, FEATURES);
            }
            byte[] images = new byte[numbers.length];
            for (int i = 0; i < images.length; i++) {
                images[i] = numbers[i] > 0.9 ? (byte) (100 * numbers[i]) : 0;
            }
            return new Inputs.Bytes(images, FEATURES);
        }

        private DesiredOutputs desired() {
            float[] numbers = gaussian(2, SIZE * outputs);
            if (labelled) {
                byte[] labels = new byte[SIZE];
                for (int i = 0; i < SIZE; i++) {
                    labels[i] = (byte) (i * 3 % outputs);
                }
                return new DesiredOutputs.Labels(labels, outputs);
            }
            for (int i = 0; i < numbers.length && cost == Cost.CROSS_ENTROPY; i++) {
                numbers[i] = numbers[i] > 0 ? 1 : 0;
            }
            return new DesiredOutputs.Values(numbers, outputs);
        }

        private static float[] gaussian(int step, int size) {
            float[] values = new float[size];
            new RandomStream(SEED, Purpose.WEIGHTS, 0, step).gaussian(values);
            return values;
        }
    }

    /** Opens a backend of the kind under test. */
    abstract Backend open();

    @ParameterizedTest
    @EnumSource
    void twentySteps_equalTheReference(Kind kind) {
        Network initial = Initializer.DEFAULT.initialize(kind.architecture(), SEED);
        ExampleData data = kind.data();
        ReferenceNetwork reference = new ReferenceNetwork(initial);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Permutation order = new Permutation(SEED, epoch, SIZE);
            for (int start = 0; start < SIZE; start += BATCH) {
                ExampleData batch = data.select(IntStream.range(start, Math.min(SIZE, start + BATCH))
                        .map(order::at)
                        .toArray());
                reference.step(inputs(batch), desired(batch, kind), weights(batch), ETA, L2);
            }
        }
        new Tolerance(1e-6, 1e-4).check(reference.parameters(), trained(kind, initial, data));
    }

    private float[] trained(Kind kind, Network initial, ExampleData data) {
        try (Backend backend = new CheckedBackend(open());
                DeviceNetwork network = new DeviceNetwork(backend, initial);
                Examples examples = backend.upload(data)) {
            StepPlan plan = initial.architecture()
                    .plan(BATCH, DropoutRates.NONE, 0)
                    .with(new StepPlan.Update(Descent.SGD, false, 0));
            try (StepMemory memory = StepMemory.allocate(backend, plan, examples, network.all());
                    Step step = PlannedStep.of(backend, plan, memory)) {
                backend.upload(new Rates(ETA, 0, 0, 0, L2, 0, 0).pack(), memory.rates());
                for (int epoch = 0; epoch < EPOCHS; epoch++) {
                    backend.shuffle(memory.batch(), SEED, epoch);
                    step.run(memory.batch().batchesPerEpoch());
                }
                return network.download().parameters();
            }
        }
    }

    private static double[][] inputs(ExampleData data) {
        double[][] inputs = new double[data.size()][data.features()];
        for (int i = 0; i < data.size() * data.features(); i++) {
            inputs[i / data.features()][i % data.features()] = data.inputs() instanceof Inputs.Floats floats
                    ? floats.values()[i]
                    : (((Inputs.Bytes) data.inputs()).values()[i] & 0xFF) / 255.0;
        }
        return inputs;
    }

    private static double[][] desired(ExampleData data, Kind kind) {
        double[][] desired = new double[data.size()][data.outputs()];
        for (int e = 0; e < data.size(); e++) {
            if (data.desired() instanceof DesiredOutputs.Labels labels) {
                desired[e] = Reference.targets(
                        kind.architecture().objective(0).targets(), labels.labels()[e], data.outputs());
            } else {
                for (int j = 0; j < data.outputs(); j++) {
                    desired[e][j] = ((DesiredOutputs.Values) data.desired()).values()[e * data.outputs() + j];
                }
            }
        }
        return desired;
    }

    private static double[] weights(ExampleData data) {
        double[] weights = new double[data.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = data.isWeighted() ? data.weights()[i] : 1;
        }
        return weights;
    }
}
