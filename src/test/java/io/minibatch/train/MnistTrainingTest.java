package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.data.DataListener;
import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import io.minibatch.data.Split;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import java.util.List;
import org.junit.jupiter.api.Test;

class MnistTrainingTest {
    /** One epoch of the book's network; measured 94.0 % after it. */
    @Test
    void train_oneEpochOfMnist_classifiesNineOfTenDigits() {
        assumeTrue(
                System.getenv(DataLoader.VARIABLE) != null, "set MINIBATCH_DATA to a folder with MNIST's four files");
        Split data = DataLoader.standard().load(DataOptions.defaults(), DataListener.NONE);
        Architecture architecture = Architecture.sigmoid(List.of(784, 30, 10), Cost.CROSS_ENTROPY);
        Hyperparameters hyperparameters = Hyperparameters.sgd(1, 10, 0.5, 5);
        TrainingOptions options = new TrainingOptions(hyperparameters, Monitoring.everything(), 1);
        try (Backend backend = Backends.open("cpu", BackendOptions.defaults()).backend()) {
            History history = new MiniBatchTrainer(backend, options, List.of())
                    .train(Initializer.DEFAULT.initialize(architecture, 1), data.training(), data.validation())
                    .history();
            double accuracy = history.best(Monitor.EVALUATION_ACCURACY).orElseThrow();
            assertTrue(accuracy > 0.92, "accuracy " + accuracy);
        }
    }
}
