package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Inputs;
import io.minibatch.data.Dataset;
import io.minibatch.data.Schema;
import io.minibatch.data.Task;
import io.minibatch.network.Predictions;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionScoreTest {
    private static Dataset data(Task task, DesiredOutputs desired) {
        Inputs inputs = new Inputs.Floats(new float[desired.size()], 1);
        return new Dataset(
                "data",
                new Schema(task, List.of("a", "b"), null, List.of()),
                new ExampleData(inputs, desired, ExampleData.UNWEIGHTED));
    }

    private static Predictions answers(int[] classes, float... outputs) {
        return new Predictions(outputs, outputs, classes);
    }

    @Test
    void ofClasses_isTheShareOfRightAnswers() {
        Dataset data = data(Task.CLASSIFICATION, new DesiredOutputs.Labels(new byte[] {0, 1, 1, 0}, 2));
        assertEquals(0.75, PredictionScore.of(data, answers(new int[] {0, 1, 1, 1}, new float[8])));
    }

    @Test
    void ofLabels_isTheShareWithAllLabelsRight() {
        Dataset data = data(Task.MULTI_LABEL, new DesiredOutputs.Values(new float[] {0, 1, 1, 1}, 2));
        assertEquals(0.5, PredictionScore.of(data, answers(new int[2], 0.4f, 0.5f, 0.9f, 0.4f)));
    }

    /** 1 − (1 + 4)/(2 + 2). */
    @Test
    void ofNumbers_isR2OverAllOutputs() {
        Dataset data = data(Task.REGRESSION, new DesiredOutputs.Values(new float[] {1, 5, 3, 7}, 2));
        assertEquals(1 - 5.0 / 4, PredictionScore.of(data, answers(new int[2], 2, 5, 3, 9)));
    }

    /** As a network of one output is trained on them; its answers have both. */
    @Test
    void ofTwoClassesByOneOutput_isTheShareOfRightAnswers() {
        Dataset data = data(Task.BINARY, new DesiredOutputs.Values(new float[] {0, 1, 1}, 1));
        assertEquals(
                2 / 3.0, PredictionScore.of(data, answers(new int[] {0, 1, 0}, 0.9f, 0.1f, 0.2f, 0.8f, 0.7f, 0.3f)));
    }

    @Test
    void answersOfOtherData_areRefused() {
        Dataset data = data(Task.CLASSIFICATION, new DesiredOutputs.Labels(new byte[] {0}, 2));
        assertThrows(IllegalArgumentException.class, () -> PredictionScore.of(data, answers(new int[2], new float[4])));
    }
}
