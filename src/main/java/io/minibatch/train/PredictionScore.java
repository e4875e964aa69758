package io.minibatch.train;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.Tally;
import io.minibatch.data.Dataset;
import io.minibatch.data.Task;
import io.minibatch.network.Predictions;
import java.util.List;
import java.util.stream.IntStream;

/** The {@link Score} of answers that were computed already. */
public final class PredictionScore {
    private PredictionScore() {}

    /**
     * Returns the score of the data's task: the accuracy, or of a regression the R².
     *
     * @param data aligned with the model, or as its network was trained on them
     * @param answers one per example, with an output for each name
     */
    public static double of(Dataset data, Predictions answers) {
        requireFit(data, answers);
        Quantity quantity = Score.of(data.schema().task()).monitor().quantity();
        long right = quantity == Quantity.ACCURACY
                ? IntStream.range(0, data.size())
                        .filter(i -> isRight(data, answers, i))
                        .count()
                : 0;
        double squares = quantity == Quantity.R2 ? squaredError(data, answers) : 0;
        return Measures.of(data).of(quantity, new Tally.Totals(0, right, data.size(), 0, squares), 0);
    }

    /** Returns whether an example has the right class, or all labels right. */
    public static boolean isRight(Dataset data, Predictions answers, int example) {
        if (!(data.examples().desired() instanceof DesiredOutputs.Values desired)) {
            return answers.classes()[example] == data.label(example);
        }
        if (data.schema().task() == Task.BINARY) {
            return answers.classes()[example] == (desired.values()[example] >= Predictions.THRESHOLD ? 1 : 0);
        }
        int width = desired.outputs();
        return IntStream.range(example * width, (example + 1) * width)
                .allMatch(i ->
                        answers.outputs()[i] >= Predictions.THRESHOLD == desired.values()[i] >= Predictions.THRESHOLD);
    }

    /** Returns the examples that every one of several models gets wrong, in their order. */
    public static int[] wrongForAll(Dataset data, List<Predictions> models) {
        return IntStream.range(0, data.size())
                .filter(i -> models.stream().noneMatch(answers -> isRight(data, answers, i)))
                .toArray();
    }

    /** Returns the names of the labels of an example that are present: their outputs are at least 0.5. */
    public static List<String> labels(List<String> names, float[] outputs, int example) {
        return IntStream.range(0, names.size())
                .filter(j -> outputs[example * names.size() + j] >= Predictions.THRESHOLD)
                .mapToObj(names::get)
                .toList();
    }

    private static double squaredError(Dataset data, Predictions answers) {
        float[] desired = ((DesiredOutputs.Values) data.examples().desired()).values();
        double sum = 0;
        for (int i = 0; i < desired.length; i++) {
            double error = (double) answers.outputs()[i] - desired[i];
            sum += error * error;
        }
        return sum;
    }

    private static void requireFit(Dataset data, Predictions answers) {
        int width = data.outputNames().size();
        if (answers.classes().length != data.size() || answers.outputs().length != (long) data.size() * width) {
            throw new IllegalArgumentException(data.name() + " needs " + data.size() + "×" + width
                    + " outputs, but there are " + answers.outputs().length);
        }
    }
}
