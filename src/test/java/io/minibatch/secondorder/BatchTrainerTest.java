package io.minibatch.secondorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.data.Dataset;
import io.minibatch.data.Schema;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.train.Keep;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BatchTrainerTest {
    private static final Dataset WEIGHTED = new Dataset(
                    "weighted data", 1, 1, Schema.numbered(2), new byte[] {0, (byte) 200}, new byte[] {0, 1})
            .withWeights(new float[] {1, 3});

    private static final Network INITIAL =
            Initializer.DEFAULT.initialize(Architecture.sigmoid(List.of(1, 2), Cost.CROSS_ENTROPY), 1);

    private static final BatchTrainer.Options ONCE = new BatchTrainer.Options(1, 0, Set.of(), Keep.LAST);

    @Test
    void train_byCurvature_refusesWeightedExamples() {
        try (Backend backend =
                Backends.open("cpu", BackendOptions.withThreads(1)).backend()) {
            Stream.of(new Newton(), new HessianFree())
                    .map(minimizer -> new BatchTrainer(backend, minimizer, ONCE, List.of()))
                    .forEach(trainer -> assertEquals(
                            "weighted data: examples have weights, which Newton's method and Hessian-free optimization do "
                                    + "not take; use L-BFGS or conjugate gradients",
                            assertThrows(
                                            IllegalArgumentException.class,
                                            () -> trainer.train(INITIAL, WEIGHTED, WEIGHTED))
                                    .getMessage()));
        }
    }

    @Test
    void train_byGradients_takesWeightedExamples() {
        try (Backend backend =
                Backends.open("cpu", BackendOptions.withThreads(1)).backend()) {
            Stream.of(new Lbfgs(), new ConjugateGradient())
                    .map(minimizer -> new BatchTrainer(backend, minimizer, ONCE, List.of()))
                    .forEach(trainer -> assertEquals(
                            INITIAL.architecture(),
                            trainer.train(INITIAL, WEIGHTED, WEIGHTED).network().architecture()));
        }
    }
}
