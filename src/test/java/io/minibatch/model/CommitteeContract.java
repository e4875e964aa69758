package io.minibatch.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Inputs;
import io.minibatch.backend.contract.Reference;
import io.minibatch.backend.contract.Tolerance;
import io.minibatch.data.Schema;
import io.minibatch.data.Standardization;
import io.minibatch.data.Task;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.network.Predictions;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Committees on a backend, beside members that are computed in double precision. */
abstract class CommitteeContract {
    private static final int INPUTS = 5;
    private static final int ROWS = 300;

    private Backend backend;
    private final Inputs rows = rows();

    abstract Backend open();

    @BeforeEach
    void openBackend() {
        backend = open();
    }

    @AfterEach
    void closeBackend() {
        backend.close();
    }

    private static Inputs rows() {
        float[] values = new float[ROWS * INPUTS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i * 1.7) * 3;
        }
        return new Inputs.Floats(values, INPUTS);
    }

    private static Schema schema(Task task) {
        return new Schema(task, task == Task.BINARY ? List.of("a", "b") : List.of("a", "b", "c"), null, List.of());
    }

    private static Model model(Task task, Activation output, int hidden, int seed) {
        Architecture architecture = Architecture.of(
                List.of(INPUTS, hidden, schema(task).width()),
                List.of(seed % 2 == 0 ? Activation.TANH : Activation.RELU, output),
                Cost.matching(output));
        @Nullable
        Standardization standardization =
                seed % 2 == 0 ? null : new Standardization(new float[] {0, 1, 2, 3, 4}, new float[] {1, 2, 3, 4, 5});
        return new Model(Initializer.DEFAULT.initialize(architecture, seed), schema(task), standardization);
    }

    /** Different hidden layers, activations and standardizations. */
    private static List<Model> members(Task task, Activation output) {
        return List.of(model(task, output, 7, 1), model(task, output, 12, 2), model(task, output, 4, 3));
    }

    private CommitteePredictions answers(Committee committee) {
        try (CommitteePredictor answers = new CommitteePredictor(committee, backend)) {
            return answers.predict(rows);
        }
    }

    private Predictions alone(Model model) {
        try (ModelPredictor answers = new ModelPredictor("a model", model, backend)) {
            return answers.predict(rows);
        }
    }

    /** The logits of a row in double precision. */
    private double[] logits(Model model, int row) {
        Standardization standardization = model.standardization();
        Inputs taken = standardization == null ? rows : standardization.apply(rows);
        float[] values = Arrays.copyOfRange(((Inputs.Floats) taken).values(), row * INPUTS, (row + 1) * INPUTS);
        double[] a = IntStream.range(0, INPUTS).mapToDouble(i -> values[i]).toArray();
        Network network = model.network();
        List<io.minibatch.network.Layer> layers = network.architecture().layers();
        for (int l = 0; ; l++) {
            double[] z = new double[layers.get(l).outputs()];
            for (int to = 0; to < z.length; to++) {
                z[to] = network.bias(l, to);
                for (int from = 0; from < a.length; from++) {
                    z[to] += a[from] * network.weight(l, from, to);
                }
            }
            if (l == layers.size() - 1) {
                return z;
            }
            Activation activation = layers.get(l).activation();
            a = Arrays.stream(z)
                    .map(value -> Reference.apply(activation.function(), value))
                    .toArray();
        }
    }

    private static double[] outputs(Activation function, double[] logits) {
        return function == Activation.SOFTMAX
                ? Reference.softmax(logits)
                : Arrays.stream(logits)
                        .map(z -> Reference.apply(function.function(), z))
                        .toArray();
    }

    private static double[] means(int width, int members, IntToDoubleFunction sum) {
        return IntStream.range(0, width)
                .mapToDouble(j -> sum.applyAsDouble(j) / members)
                .toArray();
    }

    @ParameterizedTest
    @EnumSource(names = {"SOFTMAX", "SIGMOID"})
    void mean_ofClasses_matchesReference(Activation output) {
        List<Model> members = members(Task.CLASSIFICATION, output);
        Predictions combined = answers(new Committee(members, Combination.MEAN)).combined();
        for (int row = 0; row < ROWS; row++) {
            int r = row;
            double[] expected = means(
                    3,
                    3,
                    j -> members.stream()
                            .mapToDouble(member -> outputs(output, logits(member, r))[j])
                            .sum());
            Tolerance.sum(INPUTS).check(expected, Arrays.copyOfRange(combined.outputs(), row * 3, row * 3 + 3));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOFTMAX", "SIGMOID"})
    void logMean_ofClasses_matchesReference(Activation output) {
        List<Model> members = members(Task.CLASSIFICATION, output);
        Predictions combined =
                answers(new Committee(members, Combination.LOG_MEAN)).combined();
        for (int row = 0; row < ROWS; row++) {
            int r = row;
            double[] logits = means(
                    3,
                    3,
                    j -> members.stream()
                            .mapToDouble(member -> logits(member, r)[j])
                            .sum());
            Tolerance.sum(INPUTS)
                    .check(outputs(output, logits), Arrays.copyOfRange(combined.outputs(), row * 3, row * 3 + 3));
            Tolerance.sum(INPUTS).check(logits, Arrays.copyOfRange(combined.logits(), row * 3, row * 3 + 3));
        }
    }

    /** The product of the probabilities, to the power of one over their number, divided by the sum over the classes. */
    @Test
    void logMean_ofSoftmax_isTheNormalizedGeometricMean() {
        List<Model> members = members(Task.CLASSIFICATION, Activation.SOFTMAX);
        CommitteePredictions answers = answers(new Committee(members, Combination.LOG_MEAN));
        for (int row = 0; row < ROWS; row++) {
            double[] geometric = new double[3];
            for (int j = 0; j < 3; j++) {
                double product = 1;
                for (Predictions member : answers.members()) {
                    product *= member.outputs()[row * 3 + j];
                }
                geometric[j] = Math.cbrt(product);
            }
            double sum = Arrays.stream(geometric).sum();
            double[] expected =
                    Arrays.stream(geometric).map(value -> value / sum).toArray();
            Tolerance.ELEMENTWISE.check(
                    expected, Arrays.copyOfRange(answers.combined().outputs(), row * 3, row * 3 + 3));
        }
    }

    @Test
    void votes_areSharesOfTheMembersClasses() {
        List<Model> members = members(Task.CLASSIFICATION, Activation.SOFTMAX);
        CommitteePredictions answers = answers(new Committee(members, Combination.VOTES));
        for (int row = 0; row < ROWS; row++) {
            float[] shares = new float[3];
            for (Predictions member : answers.members()) {
                shares[member.classes()[row]] += 1;
            }
            for (int j = 0; j < 3; j++) {
                assertEquals((float) (shares[j] / 3.0), answers.combined().outputs()[row * 3 + j]);
            }
            float most = Math.max(shares[0], Math.max(shares[1], shares[2]));
            assertEquals(most, shares[answers.combined().classes()[row]]);
        }
    }

    @Test
    void mean_ofNumbers_andOfLabels_matchTheMembers() {
        for (Task task : List.of(Task.REGRESSION, Task.MULTI_LABEL)) {
            Activation output = task == Task.REGRESSION ? Activation.IDENTITY : Activation.SIGMOID;
            CommitteePredictions answers = answers(new Committee(members(task, output), Combination.MEAN));
            for (int i = 0; i < 3 * ROWS; i++) {
                double sum = 0;
                for (Predictions member : answers.members()) {
                    sum += member.outputs()[i];
                }
                assertEquals((float) (sum / 3), answers.combined().outputs()[i]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MEAN", "LOG_MEAN"})
    void binary_givesBothProbabilities_andTheClassOfTheLarger(Combination combination) {
        List<Model> members = members(Task.BINARY, Activation.SIGMOID);
        Predictions combined = answers(new Committee(members, combination)).combined();
        for (int row = 0; row < ROWS; row++) {
            int r = row;
            double p = combination == Combination.MEAN
                    ? members.stream()
                                    .mapToDouble(member -> outputs(Activation.SIGMOID, logits(member, r))[0])
                                    .sum()
                            / 3
                    : outputs(Activation.SIGMOID, new double[] {
                        members.stream()
                                        .mapToDouble(member -> logits(member, r)[0])
                                        .sum()
                                / 3
                    })[0];
            Tolerance.sum(INPUTS)
                    .check(new double[] {1 - p, p}, Arrays.copyOfRange(combined.outputs(), row * 2, row * 2 + 2));
            assertEquals(combined.outputs()[row * 2 + 1] >= 0.5f ? 1 : 0, combined.classes()[row]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void committeeOfOne_givesTheAnswersOfItsModel_bitForBit(Task task) {
        Activation output = switch (task) {
            case CLASSIFICATION -> Activation.SOFTMAX;
            case BINARY, MULTI_LABEL -> Activation.SIGMOID;
            case REGRESSION -> Activation.IDENTITY;
        };
        Model model = model(task, output, 7, 1);
        Predictions alone = alone(model);
        for (Combination combination : Combination.values()) {
            if (task == Task.REGRESSION && combination != Combination.MEAN) {
                continue;
            }
            Predictions combined =
                    answers(new Committee(List.of(model), combination)).combined();
            if (combination != Combination.VOTES) {
                assertArrayEquals(alone.outputs(), combined.outputs());
            }
            assertArrayEquals(alone.logits(), combined.logits());
            if (task != Task.MULTI_LABEL) {
                assertArrayEquals(alone.classes(), combined.classes());
            }
        }
    }

    @Test
    void rowsThatAreStandardized_giveTheAnswersOfThoseThatCame() {
        Model first = model(Task.CLASSIFICATION, Activation.SOFTMAX, 7, 1);
        Model second = model(Task.CLASSIFICATION, Activation.SOFTMAX, 7, 2);
        Standardization standardization = Objects.requireNonNull(first.standardization());
        Inputs standardized = standardization.apply(rows);
        try (CommitteePredictor alike =
                        new CommitteePredictor(new Committee(List.of(first, first), Combination.MEAN), backend);
                CommitteePredictor mixed =
                        new CommitteePredictor(new Committee(List.of(first, second), Combination.MEAN), backend)) {
            float[] expected = alike.predict(rows).combined().outputs();
            assertArrayEquals(expected, alike.predict(rows, null).combined().outputs());
            assertArrayEquals(
                    expected,
                    alike.predict(standardized, standardization).combined().outputs());
            assertThrows(IllegalArgumentException.class, () -> mixed.predict(standardized, standardization));
        }
    }

    @Test
    void equalMembers_agree_andGiveTheAnswersOfEach() {
        Model model = model(Task.CLASSIFICATION, Activation.SOFTMAX, 7, 1);
        CommitteePredictions answers = answers(new Committee(List.of(model, model, model), Combination.MEAN));
        assertArrayEquals(alone(model).outputs(), answers.combined().outputs());
        assertArrayEquals(alone(model).classes(), answers.combined().classes());
        for (int row = 0; row < ROWS; row++) {
            assertEquals(3, answers.agreement(row).agreeing());
            assertTrue(answers.agreement(row).disagreement() < 1e-15);
        }
    }

    @Test
    void memberThatOverflows_isNamed() {
        Model good = model(Task.CLASSIFICATION, Activation.SOFTMAX, 7, 2);
        float[] parameters = good.network().parameters();
        Arrays.fill(parameters, 3e38f);
        Model broken = new Model(new Network(good.network().architecture(), parameters), good.schema(), null);
        String message = String.valueOf(assertThrows(
                        ModelException.class, () -> answers(new Committee(List.of(good, broken), Combination.MEAN)))
                .getMessage());
        assertTrue(message.startsWith("member 2: layer "), message);
    }
}
