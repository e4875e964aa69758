package io.minibatch.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.SmallDevice;
import io.minibatch.data.ImageSize;
import io.minibatch.data.Schema;
import io.minibatch.data.Standardization;
import io.minibatch.data.Task;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Predictions;
import io.minibatch.network.Variants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitteeTest {
    private static final Model TWO = model(Task.CLASSIFICATION, Activation.SOFTMAX, 4, "a", "b");

    @TempDir
    private Path folder;

    private static Model model(Task task, Activation output, int inputs, String... names) {
        Schema schema = new Schema(task, List.of(names), null, List.of());
        return model(schema, output, inputs);
    }

    private static Model model(Schema schema, Activation output, int inputs) {
        Architecture architecture =
                Architecture.of(List.of(inputs, schema.width()), List.of(output), Cost.matching(output));
        return new Model(Initializer.DEFAULT.initialize(architecture, 1), schema, null);
    }

    private static Committee two(Combination combination) {
        return new Committee(List.of(TWO, TWO), combination);
    }

    /** Answers of one row; the logits are the logarithms of the outputs. */
    private static Predictions answers(int place, float... outputs) {
        float[] logits = new float[outputs.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) Math.log(outputs[i]);
        }
        return new Predictions(outputs, logits, new int[] {place});
    }

    @Test
    void tiedVotes_goToTheClassOfTheLargerMeanOutput_thenToTheFirst() {
        CommitteePredictions surer = CommitteePredictions.of(
                two(Combination.VOTES), List.of(answers(0, 0.6f, 0.4f), answers(1, 0.1f, 0.9f)));
        assertArrayEquals(new float[] {0.5f, 0.5f}, surer.combined().outputs());
        assertArrayEquals(new int[] {1}, surer.combined().classes());
        CommitteePredictions equal = CommitteePredictions.of(
                two(Combination.VOTES), List.of(answers(1, 0.25f, 0.75f), answers(0, 0.75f, 0.25f)));
        assertArrayEquals(new int[] {0}, equal.combined().classes());
    }

    @Test
    void means_thatAreEqual_areToldApartByTheLogits() {
        Predictions saturated = new Predictions(new float[] {1, 1}, new float[] {50, 60}, new int[] {1});
        CommitteePredictions answers = CommitteePredictions.of(two(Combination.MEAN), List.of(saturated, saturated));
        assertArrayEquals(new int[] {1}, answers.combined().classes());
    }

    /** As of a single model, whose class is the second from ½ on. */
    @Test
    void binaryMean_ofOneHalf_isTheSecondClass_unlessVotesDecide() {
        Model model = model(Task.BINARY, Activation.SIGMOID, 4, "a", "b");
        List<Predictions> opposite = List.of(answers(0, 0.75f, 0.25f), answers(1, 0.25f, 0.75f));
        for (Combination combination : List.of(Combination.MEAN, Combination.LOG_MEAN)) {
            CommitteePredictions half =
                    CommitteePredictions.of(new Committee(List.of(model, model), combination), opposite);
            assertArrayEquals(new float[] {0.5f, 0.5f}, half.combined().outputs());
            assertArrayEquals(new int[] {1}, half.combined().classes());
        }
        CommitteePredictions votes = CommitteePredictions.of(
                new Committee(List.of(model, model), Combination.VOTES),
                List.of(answers(0, 0.875f, 0.125f), answers(1, 0.25f, 0.75f)));
        assertArrayEquals(new float[] {0.5f, 0.5f}, votes.combined().outputs());
        assertArrayEquals(new int[] {0}, votes.combined().classes());
    }

    @Test
    void logMean_ofLargeLogits_isFinite() {
        Predictions large = new Predictions(new float[] {0, 1}, new float[] {900, 1000}, new int[] {1});
        CommitteePredictions answers = CommitteePredictions.of(two(Combination.LOG_MEAN), List.of(large, large));
        assertArrayEquals(new float[] {0, 1}, answers.combined().outputs(), 1e-30f);
    }

    /** As of tanh: divided by their sum, negative ones 0; where none is positive, all the same. */
    @Test
    void disagreement_ofNegativeOutputs_isThatOfShares() {
        Predictions sure = new Predictions(new float[] {-1, 0.5f}, new float[2], new int[] {1});
        Predictions surer = new Predictions(new float[] {-0.5f, 1}, new float[2], new int[] {1});
        Predictions none = new Predictions(new float[] {-1, -0.5f}, new float[2], new int[] {1});
        Predictions half = answers(0, 0.5f, 0.5f);
        assertEquals(0, disagreement(sure, surer));
        assertEquals(0, disagreement(none, half));
        assertEquals(1 - 0.18872187554086717 - 0.5, disagreement(sure, half), 1e-15);
    }

    private static double disagreement(Predictions first, Predictions second) {
        return CommitteePredictions.of(two(Combination.MEAN), List.of(first, second))
                .agreement(0)
                .disagreement();
    }

    @Test
    void agreement_ofLabels_isOfEachRow() {
        Model model = model(Task.MULTI_LABEL, Activation.SIGMOID, 4, "a", "b");
        Predictions first = new Predictions(new float[] {1, 0, 1, 0}, new float[4], new int[2]);
        Predictions second = new Predictions(new float[] {0, 0, 1, 0}, new float[4], new int[2]);
        CommitteePredictions answers =
                CommitteePredictions.of(new Committee(List.of(model, model), Combination.MEAN), List.of(first, second));
        assertEquals(1, answers.agreement(0).agreeing());
        assertEquals(2, answers.agreement(1).agreeing());
    }

    @Test
    void standardization_isThatOfTheCommittee_onlyWhereAllMembersHaveIt() {
        Standardization one = new Standardization(new float[4], new float[] {1, 1, 1, 1});
        Standardization two = new Standardization(new float[4], new float[] {2, 2, 2, 2});
        Model first = new Model(TWO.network(), TWO.schema(), one);
        assertTrue(new Committee(List.of(first, first), Combination.MEAN).isStandardizedBy(one));
        for (Model other : List.of(TWO, new Model(TWO.network(), TWO.schema(), two))) {
            assertFalse(new Committee(List.of(first, other), Combination.MEAN).isStandardizedBy(one));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void answers_onADeviceThatIsFull_freeWhatTheyHad(int count) {
        Schema images = Schema.ofImages(2, 2, List.of("a", "b"));
        Model model = new Model(TWO.network(), images, null, Augmentation.none(2, 2));
        Committee committee = new Committee(List.of(model, model), Combination.MEAN);
        SmallDevice.checkThatAllIsFreed(
                backend -> new CommitteePredictor(committee, backend, count == 0 ? null : Variants.of(count)).close());
    }

    @Test
    void disagreement_ofOppositeCertainMembers_isOneBit() {
        CommitteePredictions answers =
                CommitteePredictions.of(two(Combination.MEAN), List.of(answers(0, 1, 0), answers(1, 0, 1)));
        assertEquals(new Agreement(2, 1, 1), answers.agreement(0));
    }

    /** H(½, ½) − ½·(H(¼, ¾) + H(¾, ¼)) = 1 − 0.811278… */
    @Test
    void disagreement_isTheEntropyOfTheMeanMinusTheMeanEntropy() {
        CommitteePredictions answers = CommitteePredictions.of(
                two(Combination.MEAN), List.of(answers(1, 0.25f, 0.75f), answers(0, 0.75f, 0.25f)));
        assertEquals(0.18872187554086717, answers.agreement(0).disagreement(), 1e-15);
    }

    /** One label of certain opposites, one of equals. */
    @Test
    void disagreement_ofLabels_isTheMeanOverTheLabels() {
        CommitteePredictions answers = labels(Combination.MEAN, answers(0, 1, 0.25f), answers(0, 0, 0.25f));
        assertEquals(0.5, answers.agreement(0).disagreement(), 1e-15);
        assertEquals(1, answers.agreement(0).agreeing());
    }

    @Test
    void disagreement_ofLabels_takesOutputsBeyondZeroAndOneAsThese() {
        CommitteePredictions answers = labels(Combination.MEAN, answers(0, 2, -1), answers(0, 1, 0));
        assertEquals(0, answers.agreement(0).disagreement());
    }

    private static CommitteePredictions labels(Combination combination, Predictions first, Predictions second) {
        Model model = model(Task.MULTI_LABEL, Activation.SIGMOID, 4, "a", "b");
        return CommitteePredictions.of(new Committee(List.of(model, model), combination), List.of(first, second));
    }

    @Test
    void votesForALabel_areFromOneHalfOn() {
        CommitteePredictions answers = labels(Combination.VOTES, answers(0, 0.5f, 0.49f), answers(0, 0.5f, 0.5f));
        assertArrayEquals(new float[] {1, 0.5f}, answers.combined().outputs());
    }

    @Test
    void disagreement_ofNumbers_isTheirStandardDeviation() {
        Model model = model(Task.REGRESSION, Activation.IDENTITY, 4, "y", "z");
        CommitteePredictions answers = CommitteePredictions.of(
                new Committee(List.of(model, model), Combination.MEAN), List.of(answers(0, 1, 10), answers(0, 3, 10)));
        assertEquals(new Agreement(2, 2, 0.5), answers.agreement(0));
        assertArrayEquals(new float[] {2, 10}, answers.combined().outputs());
    }

    @Test
    void membersThatDoNotFit_areRefused() {
        Schema image = new Schema(Task.CLASSIFICATION, List.of("a", "b"), new ImageSize(2, 2), List.of());
        assertRefused("member 2 has other classes", model(Task.CLASSIFICATION, Activation.SOFTMAX, 4, "b", "a"));
        assertRefused("member 2 takes 5 inputs", model(Task.CLASSIFICATION, Activation.SOFTMAX, 5, "a", "b"));
        assertRefused("member 2 is for multi-label", model(Task.MULTI_LABEL, Activation.SIGMOID, 4, "a", "b"));
        assertRefused("member 2 has another image size", model(image, Activation.SOFTMAX, 4));
        assertThrows(IllegalArgumentException.class, () -> new Committee(List.of(), Combination.MEAN));
    }

    private static void assertRefused(String message, Model other) {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> new Committee(List.of(TWO, other), Combination.MEAN));
        assertEquals(message, String.valueOf(refused.getMessage()).substring(0, message.length()));
    }

    @Test
    void combinationsThatDoNotFit_areRefused() {
        Model numbers = model(Task.REGRESSION, Activation.IDENTITY, 4, "y");
        assertEquals(
                "votes are for classes and labels, not for numbers; use mean", refusal(Combination.VOTES, numbers));
        String probabilities =
                "log-mean needs probabilities, softmax outputs of all members or sigmoid outputs of all; use mean";
        assertEquals(probabilities, refusal(Combination.LOG_MEAN, numbers));
        Model sigmoid = model(Task.CLASSIFICATION, Activation.SIGMOID, 4, "a", "b");
        assertEquals(probabilities, refusal(Combination.LOG_MEAN, TWO, sigmoid));
        assertEquals(
                2,
                new Committee(List.of(TWO, sigmoid), Combination.MEAN).members().size());
    }

    private static String refusal(Combination combination, Model... members) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> new Committee(List.of(members), combination))
                        .getMessage());
    }

    private Path save(String name, Model model) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        model.save(file);
        return file;
    }

    @Test
    void load_ofFileOrFolder_isTheCommittee() throws IOException {
        save("1/model.json", TWO);
        save("2/model.json", TWO);
        CommitteeFile file = new CommitteeFile(Combination.VOTES, List.of("1/model.json", "2/model.json"));
        file.write(folder.resolve("committee.json"));
        file.write(folder.resolve("renamed.json"));
        for (Path path : List.of(folder, folder.resolve("committee.json"), folder.resolve("renamed.json"))) {
            Committee committee = Committee.load(path);
            assertEquals(Combination.VOTES, committee.combination());
            assertEquals(2, committee.members().size());
        }
        for (Path path : List.of(folder.resolve("1"), folder.resolve("1/model.json"))) {
            assertEquals(1, Committee.load(path).members().size());
        }
    }

    @Test
    void load_ofWhatDoesNotFit_namesTheFile() throws IOException {
        Path first = save("1.json", TWO);
        Path second = save("2.json", model(Task.CLASSIFICATION, Activation.SOFTMAX, 5, "a", "b"));
        Path file = folder.resolve("committee.json");
        new CommitteeFile(Combination.MEAN, List.of("1.json", "2.json")).write(file);
        assertEquals(
                second + ": takes 5 inputs, another number than " + first
                        + "; the members of a committee must be for the same data",
                loading(file));
        new CommitteeFile(Combination.MEAN, List.of("3.json")).write(file);
        assertEquals(folder.resolve("3.json") + ": no such model file", loading(file));
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertEquals(empty + ": holds neither committee.json nor model.json; name a model file", loading(empty));
    }

    private static String loading(Path path) {
        return String.valueOf(
                assertThrows(ModelException.class, () -> Committee.load(path)).getMessage());
    }

    @Test
    void with_addsMembers_eachOnce() throws IOException {
        Path first = save("1.json", TWO);
        Path second = save("2.json", TWO);
        MemberFiles both = MemberFiles.of(first).with(second);
        assertEquals(Stream.of(first, second).map(Path::toString).toList(), both.names());
        assertEquals(Combination.MEAN, both.combination());
        Path votes = folder.resolve("committee.json");
        new CommitteeFile(Combination.VOTES, List.of("1.json")).write(votes);
        assertEquals(Combination.VOTES, MemberFiles.of(votes).with(second).combination());
        assertEquals(
                folder.resolve("./1.json") + ": is a member already; name each model once",
                assertThrows(ModelException.class, () -> both.with(folder.resolve("./1.json")))
                        .getMessage());
    }
}
