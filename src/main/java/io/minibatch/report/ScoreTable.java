package io.minibatch.report;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.data.Dataset;
import io.minibatch.data.Task;
import io.minibatch.network.Predictions;
import java.util.List;

/** The scores of a model's answers as text, by the task of the data. */
public final class ScoreTable {
    private ScoreTable() {}

    /**
     * Returns lines for a terminal: those of {@link ConfusionMatrix}, {@link LabelScores} or {@link RegressionErrors}.
     *
     * @param answers one per example
     */
    public static String of(Dataset examples, Predictions answers) {
        List<String> names = examples.outputNames();
        if (examples.examples().desired() instanceof DesiredOutputs.Values desired) {
            return examples.schema().task() == Task.REGRESSION
                    ? new RegressionErrors(names, desired.values(), answers.outputs()).table()
                    : new LabelScores(names, desired.values(), answers.outputs()).table();
        }
        return ConfusionMatrix.of(examples, answers).table();
    }
}
