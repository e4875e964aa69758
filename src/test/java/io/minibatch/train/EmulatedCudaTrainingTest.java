package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.contract.Tolerance;
import io.minibatch.backend.cuda.EmulatedCuda;
import io.minibatch.data.DataListener;
import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import io.minibatch.data.Selection;
import io.minibatch.data.Split;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.optimize.UpdateRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The training contract on the emulated driver, with fused steps where they can be, and the same training on both
 * backends.
 */
class EmulatedCudaTrainingTest extends TrainingContract {
    @Override
    protected Backend open() {
        return EmulatedCuda.open();
    }

    @Override
    protected TrainingListener watch(Architecture architecture, Hyperparameters given) {
        boolean expected = isClaimed(architecture, given);
        return new TrainingListener() {
            @Override
            public void stepsRecorded(boolean fused) {
                assertEquals(expected, fused, () -> architecture + ", " + given);
            }
        };
    }

    private static boolean isClaimed(Architecture architecture, Hyperparameters given) {
        Regularization regularization = given.regularization();
        boolean plain = given.updateRule() instanceof UpdateRule.Sgd;
        boolean momentum = given.updateRule() instanceof UpdateRule.Momentum
                && regularization.penalty().l1() == 0;
        return architecture.layers().size() <= 2
                && architecture.layers().stream().noneMatch(layer -> layer.activation() == Activation.GELU)
                && (plain || momentum)
                && regularization.maxNorm() == 0
                && given.clipNorm() == 0;
    }

    @Test
    void train_twentySteps_endsWhereTheCpuDoes() {
        Network onCpu = train(
                        Backends.open("cpu", BackendOptions.withThreads(1)).backend(), 200, 1)
                .last();
        Network onCuda = train(EmulatedCuda.open(), 200, 1).last();
        float[] parameters = onCpu.parameters();
        double[] expected = new double[parameters.length];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = parameters[i];
        }
        new Tolerance(1e-6, 1e-4).check(expected, onCuda.parameters());
    }

    @Test
    void train_digits_followsTheAccuracyCurveOfTheCpu() {
        double[] onCpu = train(
                        Backends.open("cpu", BackendOptions.withThreads(2)).backend(), 2000, 3)
                .history()
                .series(Monitor.EVALUATION_ACCURACY);
        double[] onCuda = train(EmulatedCuda.open(), 2000, 3).history().series(Monitor.EVALUATION_ACCURACY);
        assertEquals(onCpu.length, onCuda.length);
        for (int epoch = 0; epoch < onCpu.length; epoch++) {
            assertEquals(onCpu[epoch], onCuda[epoch], 0.01, "epoch " + (epoch + 1));
        }
    }

    private static TrainingResult train(Backend opened, int trainingSize, int epochs) {
        DataOptions dataOptions =
                DataOptions.defaults().withoutDownload().with(new Selection(List.of(), trainingSize, 500));
        Split data = DataLoader.standard().load(dataOptions, DataListener.NONE);
        Architecture architecture = Architecture.sigmoid(List.of(784, 30, 10), Cost.CROSS_ENTROPY);
        Hyperparameters hyperparameters = Hyperparameters.sgd(epochs, 10, 0.5, 0.1);
        TrainingOptions options = new TrainingOptions(hyperparameters, Monitoring.everything(), 1);
        try (Backend backend = opened) {
            return new MiniBatchTrainer(backend, options, List.of())
                    .train(Initializer.DEFAULT.initialize(architecture, 1), data.training(), data.validation());
        }
    }
}
