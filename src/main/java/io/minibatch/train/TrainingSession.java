package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Objective;
import io.minibatch.backend.Opened;
import io.minibatch.data.Dataset;
import io.minibatch.network.Architecture;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Network;
import io.minibatch.optimize.Averaging;
import java.util.Set;

/** The device memory of a run: the network, the data and their evaluators. */
public final class TrainingSession implements AutoCloseable {
    private final TrainingDevice device;
    private final Opened opened = new Opened();
    private final DeviceNetwork network;
    private final Examples training;
    private final WeightAverage average;
    private final MonitorEvaluator measurer;

    /**
     * The measurements of a session.
     *
     * @param regularization whose penalty and targets the costs have
     * @param averaging the mean of weights that is measured
     */
    record Measured(Set<Monitor> monitors, Regularization regularization, Averaging averaging) {}

    /**
     * Copies the network to the device, and the data where they are not there yet; frees the network where that fails.
     */
    TrainingSession(
            TrainingDevice device, Network initial, Dataset trainingData, Dataset evaluationData, Measured measured) {
        this.device = device;
        Backend backend = device.backend();
        Regularization regularization = measured.regularization();
        Objective objective = initial.architecture().objective(regularization.labelSmoothing());
        try {
            network = opened.keep(new DeviceNetwork(backend, initial));
            average = opened.keep(new WeightAverage(backend, measured.averaging(), initial, network));
            DeviceNetwork mean = average.network();
            training = device.examples(trainingData);
            Examples evaluation = device.examples(evaluationData);
            Evaluator onTraining = opened.keep(new Evaluator(backend, mean, training, objective));
            Evaluator onEvaluation = opened.keep(new Evaluator(backend, mean, evaluation, objective));
            measurer = new MonitorEvaluator(
                    measured.monitors(),
                    new MonitorEvaluator.Part(onTraining, Measures.of(trainingData)),
                    new MonitorEvaluator.Part(onEvaluation, Measures.of(evaluationData)),
                    () -> regularization.penalty().of(backend, mean, trainingData.size()));
        } catch (RuntimeException | Error failed) {
            opened.close();
            throw failed;
        }
    }

    /** Throws {@link IllegalArgumentException} if a network does not fit the data. */
    static void requireFit(Architecture architecture, Dataset training, Dataset evaluation) {
        architecture.requireFit(training.features(), training.outputs(), training.name());
        architecture.requireFit(evaluation.features(), evaluation.outputs(), evaluation.name());
    }

    static Examples upload(Backend backend, Dataset data) {
        return backend.upload(data.examples());
    }

    public Backend backend() {
        return device.backend();
    }

    public TrainingDevice device() {
        return device;
    }

    /** Returns the network that is trained. */
    public DeviceNetwork network() {
        return network;
    }

    /** Returns the mean of its weights, which is measured. */
    WeightAverage average() {
        return average;
    }

    public Examples training() {
        return training;
    }

    public MonitorEvaluator measurer() {
        return measurer;
    }

    @Override
    public void close() {
        opened.close();
    }
}
