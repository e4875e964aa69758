package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.StepPlan;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DropoutRates;
import io.minibatch.optimize.WeightPenalty;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingOptionsTest {
    private static final Architecture ARCHITECTURE = Architecture.sigmoid(List.of(15, 6, 4), Cost.CROSS_ENTROPY);

    /** 1e-60 is 0 in float32, and a limit of 0 is none. */
    @ParameterizedTest
    @CsvSource({"0, 0", "0.25, 0.25", "1e-60, 1.4e-45"})
    void plan_hasTheLimitsOfNorms(double given, float planned) {
        Regularization regularization =
                new Regularization(new WeightPenalty(0, 0), DropoutRates.hidden(0, ARCHITECTURE), given, 0);
        Hyperparameters limited =
                Hyperparameters.sgd(1, 5, 0.5, 0).with(regularization).withClipNorm(given);
        StepPlan plan = new TrainingOptions(limited, new Monitoring(Set.of(), 0), 1).plan(ARCHITECTURE, 20);
        StepPlan.Update update = Objects.requireNonNull(plan.update());
        assertEquals(planned, update.maxNorm());
        assertEquals(planned, update.clipNorm());
    }
}
