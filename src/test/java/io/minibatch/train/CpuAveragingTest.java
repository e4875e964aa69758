package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.SmallDevice;
import io.minibatch.backend.StepHook;
import io.minibatch.data.Dataset;
import io.minibatch.network.Network;
import io.minibatch.optimize.Averaging;
import io.minibatch.optimize.LearningRate;
import io.minibatch.optimize.Schedule;
import io.minibatch.optimize.UpdateRule;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CpuAveragingTest extends AveragingContract {
    @Test
    void training_onADeviceThatIsFull_freesWhatItHad() {
        Dataset data = TestData.sparse(4, 3, 5, 4, 0.2);
        TrainingState start = TrainingState.start(Layers.sigmoid(List.of(15, 7, 4)));
        TrainingOptions options = new TrainingOptions(
                        Hyperparameters.sgd(1, 2, 0.1, 0.5)
                                .with(UpdateRule.Adam.standard())
                                .withClipNorm(1),
                        Monitoring.everything(),
                        1)
                .with(Averaging.parse("ema"));
        SmallDevice.checkThatAllIsFreed(backend ->
                new MiniBatchTrainer(StepHook.calling(backend), options, List.of()).train(start, data, data));
    }

    @Test
    void rates_ofANegativeMomentum_areThose_alsoInACycle() {
        Hyperparameters negative =
                Hyperparameters.sgd(4, 1, 0.1, 0).with(new UpdateRule.Momentum(false, -0.5, -0.5, 0, true));
        for (Schedule schedule : List.of(new Schedule.Constant(), new Schedule.OneCycle(4, 0.3))) {
            TrainingOptions options =
                    new TrainingOptions(negative.with(new LearningRate(0.1, schedule)), Monitoring.everything(), 1);
            assertEquals(-0.5, options.rates(0.1, 1, 0.2, 10).mu());
        }
    }

    @Test
    void states_withDifferentAverages_differ() {
        Network network = Layers.sigmoid(List.of(3, 2));
        TrainingState one = averaged(network, new Average(Averaging.parse("ema"), 1, network));
        assertEquals(one, averaged(network, new Average(Averaging.parse("ema"), 1, network)));
        assertNotEquals(one, averaged(network, new Average(Averaging.parse("ema"), 2, network)));
        assertNotEquals(one, averaged(network, null));
    }

    private static TrainingState averaged(Network network, @Nullable Average average) {
        return new TrainingState(1, network, new float[0], null, average, new TrainingState.Progress(List.of(), 0, 0));
    }

    @Override
    protected Backend open() {
        return Backends.open("cpu", BackendOptions.withThreads(2).withGemm("auto"))
                .backend();
    }
}
