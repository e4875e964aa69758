package io.minibatch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.data.Schema;
import io.minibatch.data.Standardization;
import io.minibatch.data.Task;
import io.minibatch.model.Combination;
import io.minibatch.model.Committee;
import io.minibatch.model.Model;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class CommitteeClassifierTest {
    private static final Device CPU = Device.CPU;

    /** Classes by the sign of the input, with steepness; the second is the positive one. */
    private static Model sign(float steepness) {
        Architecture architecture = Architecture.of(List.of(1, 2), List.of(Activation.SOFTMAX), Cost.LOG_LIKELIHOOD);
        return new Model(
                new Network(architecture, new float[] {0, steepness, 0, 0}),
                new Schema(Task.CLASSIFICATION, List.of("minus", "plus"), null, List.of()),
                null);
    }

    private static Model times(float slope) {
        Architecture architecture = Architecture.of(List.of(1, 1), List.of(Activation.IDENTITY), Cost.QUADRATIC);
        return new Model(
                new Network(architecture, new float[] {slope, 0}),
                new Schema(Task.REGRESSION, List.of("y"), null, List.of()),
                new Standardization(new float[] {1}, new float[] {2}));
    }

    @Test
    void classify_isTheMeanOfTheMembers_withTheirAgreement() {
        Committee committee = new Committee(List.of(sign(1), sign(2), sign(-1)), Combination.MEAN);
        try (Classifier classifier = Classifier.of(committee, CPU)) {
            Prediction prediction = classifier.predict(new float[] {1});
            double mean = (1 / (1 + Math.exp(-1)) + 1 / (1 + Math.exp(-2)) + 1 / (1 + Math.exp(1))) / 3;
            assertEquals(mean, prediction.probability("plus"), 1e-6);
            assertEquals("plus", prediction.label());
            assertEquals(3, prediction.agreement().members());
            assertEquals(2, prediction.agreement().agreeing());
            assertEquals("plus (0.627), 2 of 3 members agree", prediction.toString());
            assertEquals(
                    prediction, classifier.predict(new float[][] {{3}, {1}}).get(1));
        }
    }

    @Test
    void classifier_ofACommitteeOfOne_isThatOfItsModel() {
        float[][] rows = {{-2}, {0.1f}, {3}};
        try (Classifier one = Classifier.of(Committee.of(sign(0.7f)), CPU);
                Classifier model = Classifier.of(sign(0.7f), CPU)) {
            assertEquals(model.predict(rows), one.predict(rows));
            assertEquals(model.toString(), one.toString());
            assertEquals("plus (0.891)", one.predict(rows[2]).toString());
        }
    }

    @Test
    void score_isThatOfTheCombinedAnswers() {
        Data data = Data.of(new float[][] {{1}, {2}, {-1}, {-2}}, new String[] {"plus", "minus", "minus", "minus"});
        Committee committee = new Committee(List.of(sign(1), sign(2), sign(-1)), Combination.VOTES);
        try (Classifier classifier = Classifier.of(committee, CPU)) {
            assertEquals(0.75, classifier.score(data));
        }
    }

    @Test
    void regressor_predictsTheMean_ofStandardizedInputs() {
        Committee committee = new Committee(List.of(times(1), times(3)), Combination.MEAN);
        try (Regressor regressor = Regressor.of(committee, CPU)) {
            assertArrayEquals(new float[] {4}, regressor.predict(5));
            assertArrayEquals(new float[] {-2}, regressor.predict(new float[][] {{5}, {-1}})[1]);
        }
    }

    @Test
    void threads_getTheAnswersOfOneThread() throws InterruptedException, ExecutionException {
        Committee committee = new Committee(List.of(sign(1), sign(2), sign(-3)), Combination.LOG_MEAN);
        try (Classifier classifier = Classifier.of(committee, CPU)) {
            List<Prediction> alone = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                alone.add(classifier.predict(new float[] {i - 25}));
            }
            ExecutorService threads = Executors.newFixedThreadPool(8);
            List<Future<Prediction>> answers = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                float value = i % 50 - 25;
                answers.add(threads.submit(() -> classifier.predict(new float[] {value})));
            }
            threads.shutdown();
            for (int i = 0; i < 400; i++) {
                assertEquals(alone.get(i % 50), answers.get(i).get());
            }
        }
    }

    @Test
    void badExamples_andClosedClassifiers_areRefused() {
        Classifier classifier = Classifier.of(new Committee(List.of(sign(1), sign(2)), Combination.MEAN), CPU);
        assertThrows(IllegalArgumentException.class, () -> classifier.predict(new float[2]));
        assertThrows(IllegalArgumentException.class, () -> classifier.predict(new float[] {Float.NaN}));
        classifier.close();
        classifier.close();
        assertThrows(IllegalStateException.class, () -> classifier.predict(new float[1]));
        assertThrows(IllegalArgumentException.class, () -> Classifier.of(Committee.of(times(1))));
        assertThrows(IllegalArgumentException.class, () -> Regressor.of(Committee.of(sign(1))));
    }
}
