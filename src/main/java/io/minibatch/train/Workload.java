package io.minibatch.train;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Inputs;
import io.minibatch.backend.StepPlan;
import io.minibatch.data.Dataset;
import io.minibatch.network.Architecture;
import io.minibatch.network.Network;
import io.minibatch.optimize.Stopping;
import io.minibatch.optimize.UpdateRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A training whose speed is measured.
 *
 * @param initial where it starts; not modified
 * @param data the training images
 */
public record Workload(Network initial, TrainingOptions options, Dataset data) {
    /** Images of a step that stands for a pass over all of them. */
    private static final int WHOLE = 10_000;

    public Workload {
        initial.architecture().requireFit(data.features(), data.outputs(), data.name());
    }

    /**
     * Returns the workload of a training.
     *
     * @param allAtOnce whether each step works on all images, for which large mini-batches stand
     */
    public static Workload of(Network initial, TrainingOptions options, boolean allAtOnce, Dataset data) {
        if (!allAtOnce) {
            return new Workload(initial, options, data);
        }
        Hyperparameters given = options.hyperparameters();
        Hyperparameters large = new Hyperparameters(
                given.epochs(),
                WHOLE,
                given.learningRate(),
                new UpdateRule.Sgd(),
                given.regularization(),
                new Stopping.Never());
        return new Workload(initial, new TrainingOptions(large, options.monitoring(), options.seed()), data);
    }

    /** Returns the images of a step. */
    public int batchSize() {
        return Math.min(options.hyperparameters().batchSize(), data.size());
    }

    StepPlan plan() {
        return options.plan(initial.architecture(), data.size());
    }

    /** Returns everything that decides how long a step takes on a given machine, in words. */
    Map<String, String> description() {
        Architecture architecture = initial.architecture();
        Hyperparameters hyperparameters = options.hyperparameters();
        Regularization regularization = hyperparameters.regularization();
        Augmentation augmentation = options.augmentation();
        Map<String, String> description = new LinkedHashMap<>();
        description.put("layers", joined(architecture.sizes()));
        description.put(
                "activations",
                joined(architecture.layers().stream()
                        .map(layer -> layer.activation().label())
                        .toList()));
        description.put("cost", architecture.cost().label());
        description.put("batch", Integer.toString(batchSize()));
        description.put("update rule", hyperparameters.updateRule().descent().name());
        description.put("l1", given(regularization.penalty().l1() > 0));
        description.put("dropout", given(!regularization.dropout().rates().isEmpty()));
        description.put("max-norm", given(regularization.maxNorm() > 0));
        description.put("clip-norm", given(hyperparameters.clipNorm() > 0));
        description.put("augmentation", augmentation == null ? "no" : kind(augmentation.elastic()));
        description.put("pixels that are not zero", tenths() + " of 10");
        return description;
    }

    /** Returns the share of pixels that are not zero, by which the CPU computes first layers in one way or another. */
    private long tenths() {
        long count = 0;
        if (data.examples().inputs() instanceof Inputs.Bytes pixels) {
            for (byte value : pixels.values()) {
                count += value == 0 ? 0 : 1;
            }
        } else if (data.examples().inputs() instanceof Inputs.Floats numbers) {
            for (float value : numbers.values()) {
                count += value == 0 ? 0 : 1;
            }
        }
        return Math.round(20.0 * count / ((double) data.size() * data.features())) / 2;
    }

    private static String joined(List<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining("-"));
    }

    private static String kind(Augmentation.Elastic elastic) {
        return elastic.alpha().to() == 0 ? "affine" : "elastic, radius " + elastic.radius();
    }

    private static String given(boolean is) {
        return is ? "yes" : "no";
    }
}
