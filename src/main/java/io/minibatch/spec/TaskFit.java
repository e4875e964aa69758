package io.minibatch.spec;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.data.DataException;
import io.minibatch.data.Dataset;
import io.minibatch.data.Task;
import io.minibatch.io.Excerpt;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.train.Monitor;
import java.util.Set;
import java.util.stream.Collectors;

/** Refuses settings that make no sense for what the data ask for. */
final class TaskFit {
    private TaskFit() {}

    /** Throws {@link SettingException} if a setting is not for the task of the data. */
    static void require(RunSpec spec, Architecture architecture, Dataset data) {
        if (data.hasLabels() && data.outputs() == 1) {
            throw new DataException(data.name() + ": all examples are of class "
                    + Excerpt.of(data.outputNames().get(0)) + "; a training needs a second class");
        }
        requireOutputs(architecture, data);
        requireMonitors(spec.loop().monitor(), data);
        if (spec.regularization().labelSmoothing() > 0 && !data.hasLabels()) {
            throw RegularizationSpec.LABEL_SMOOTHING.wrong("is for classes; " + data.name() + " has none");
        }
    }

    private static void requireOutputs(Architecture architecture, Dataset data) {
        if (!(data.examples().desired() instanceof DesiredOutputs.Values desired)) {
            return;
        }
        boolean regression = data.schema().task() == Task.REGRESSION;
        if (architecture.outputLayer().activation() == Activation.SOFTMAX) {
            throw NetworkSpec.ACTIVATIONS.wrong("softmax outputs are for one class of several; use "
                    + (regression ? Activation.IDENTITY : Activation.SIGMOID).label() + " outputs for " + data.name());
        }
        if (architecture.cost() == Cost.CROSS_ENTROPY) {
            for (float value : desired.values()) {
                if (!(value >= 0 && value <= 1)) {
                    throw NetworkSpec.COST.wrong(Cost.CROSS_ENTROPY.label() + ": is for values from 0 to 1, but "
                            + data.name() + " has " + value + "; use " + Cost.QUADRATIC.label());
                }
            }
        }
    }

    /** All monitors stand for all that the task has. */
    private static void requireMonitors(Set<Monitor> monitors, Dataset data) {
        Set<Monitor> allowed = Monitor.of(data.schema().task());
        if (monitors.size() < Monitor.values().length) {
            for (Monitor monitor : monitors) {
                if (!monitor.isFor(data.schema().task())) {
                    throw LoopSpec.MONITOR.wrong(monitor.label() + ": is not for " + data.name() + "; use "
                            + allowed.stream().map(Monitor::label).collect(Collectors.joining(", ")));
                }
            }
        }
    }
}
