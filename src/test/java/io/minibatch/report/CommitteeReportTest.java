package io.minibatch.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.ExampleData;
import io.minibatch.backend.Inputs;
import io.minibatch.data.Dataset;
import io.minibatch.data.Schema;
import io.minibatch.data.Task;
import io.minibatch.model.Combination;
import io.minibatch.model.Committee;
import io.minibatch.model.CommitteePredictor;
import io.minibatch.model.Model;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Network;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members of one input x and the two logits 0 and {@code slope·x + bias}; every example is of the second class. */
class CommitteeReportTest {
    private static final Schema SCHEMA = new Schema(Task.CLASSIFICATION, List.of("a", "b"), null, List.of());

    private static Model member(float slope, float bias) {
        Architecture architecture = Architecture.of(List.of(1, 2), List.of(Activation.SOFTMAX), Cost.LOG_LIKELIHOOD);
        return new Model(new Network(architecture, new float[] {0, slope, 0, bias}), SCHEMA, null);
    }

    private static CommitteeReport report(List<Model> members, float... x) {
        byte[] second = new byte[x.length];
        Arrays.fill(second, (byte) 1);
        Inputs inputs = new Inputs.Floats(x, 1);
        Dataset data = new Dataset(
                "data", SCHEMA, new ExampleData(inputs, new DesiredOutputs.Labels(second, 2), ExampleData.UNWEIGHTED));
        try (Backend backend =
                        Backends.open("cpu", BackendOptions.withThreads(1)).backend();
                CommitteePredictor answers =
                        new CommitteePredictor(new Committee(members, Combination.MEAN), backend)) {
            return new CommitteeReport(List.of("one", "two"), data, answers.predict(inputs));
        }
    }

    @Test
    void disputed_areThoseOfDifferentOutputs_theLargestDisagreementFirst() {
        CommitteeReport report = report(List.of(member(1, 0), member(-1, 0)), 0, 3, 1, 2);
        assertArrayEquals(new int[] {1, 3, 2}, report.disputed(9));
        assertArrayEquals(new int[] {1, 3}, report.disputed(2));
        assertArrayEquals(
                new int[] {}, report(List.of(member(1, 0), member(1, 0)), 0, 3).disputed(9));
    }

    @Test
    void wrongForAll_areThoseThatNoMemberGetsRight() {
        CommitteeReport report = report(List.of(member(1, 0), member(1, 2)), -3, 1, -1, -4);
        assertArrayEquals(new int[] {0, 3}, report.wrongForAll());
        assertTrue(report.text().contains("Wrong for every member: 2 "), report.text());
    }

    @Test
    void text_listsTheFirstHundred_andCountsTheRest() {
        List<Model> wrong = List.of(member(0, -1), member(0, -1));
        assertTrue(report(wrong, new float[102]).text().endsWith("  99: b → a" + end() + "  and 2 more" + end()));
        assertTrue(report(wrong, new float[100]).text().endsWith("  99: b → a" + end()));
        assertEquals(0, report(List.of(member(0, 1), member(0, 1)), 0).wrongForAll().length);
    }

    private static String end() {
        return System.lineSeparator();
    }
}
