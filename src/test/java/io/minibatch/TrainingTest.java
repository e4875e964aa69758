package io.minibatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendException;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.data.Split;
import io.minibatch.model.Model;
import io.minibatch.network.Activation;
import io.minibatch.network.Network;
import io.minibatch.spec.SettingException;
import io.minibatch.spec.Settings;
import io.minibatch.train.Keep;
import io.minibatch.train.Measurement;
import io.minibatch.train.StopReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class TrainingTest {
    private static final Data DIGITS = Data.digits().trainSize(300);
    private static final Training SMALL =
            Training.on(DIGITS).device(Device.CPU).hidden(8).epochs(2);

    private static void assertRefused(String message, Runnable call) {
        assertEquals(message, assertThrows(SettingException.class, call::run).getMessage());
    }

    @Test
    void run_isBitForBitTheRunOfTheSameSettings() {
        Split split = DIGITS.split();
        Settings settings = Settings.parse(Map.of("layers", "784,8,10", "epochs", "2", "eta", "0.3", "seed", "7"));
        Network expected;
        try (Backend backend = Backends.open("cpu", BackendOptions.defaults()).backend()) {
            io.minibatch.spec.PreparedTraining training = settings.training(split);
            expected = training.trainer(backend, List.of())
                    .train(training.initial(), split.training(), split.validation())
                    .network();
        }
        assertEquals(expected, SMALL.eta(0.3).seed(7).run().model().network());
    }

    @Test
    void eachMethod_setsItsSetting() {
        Training training = SMALL.activations(Activation.RELU, Activation.SOFTMAX)
                .optimizer("adam")
                .eta(0.001)
                .batch(20)
                .lambda(0.5)
                .dropout(0.25)
                .earlyStop(3)
                .seed(9)
                .set("labelSmoothing", 0.1)
                .set("max-norm", 3);
        assertEquals(
                "training on built-in training data, {activations=relu,softmax, batch=20, dropout=0.25, early-stop=3,"
                        + " epochs=2, eta=0.001, label-smoothing=0.1, lambda=0.5, layers=784,8,10, max-norm=3,"
                        + " optimizer=adam, seed=9}",
                training.toString());
    }

    @Test
    void withoutHiddenLayers_inputsGoToTheOutputs() {
        assertEquals(
                List.of(784, 10),
                SMALL.hidden().run().model().network().architecture().sizes());
    }

    @Test
    void wrongSettings_areRefusedByTheirJavaNames() {
        assertRefused(
                "labelSmoothign is no setting; did you mean label-smoothing?", () -> SMALL.set("labelSmoothign", 1));
        assertRefused("epochs must be a whole number, not many", () -> SMALL.set("epochs", "many"));
        assertRefused("trainSize is a setting of Data, not of Training", () -> SMALL.set("train-size", 5));
        assertRefused("until is a setting of trials, not of Training", () -> SMALL.set("until", 5));
        assertRefused(
                "weightDecay is for adamw and lion; lambda is for all",
                () -> SMALL.set("weightDecay", 0.1).run());
    }

    @Test
    void stopWhen_endsTheRunAfterTheFirstMeasurementThatFulfilsIt() {
        List<Measurement> seen = new ArrayList<>();
        Training stopping = SMALL.epochs(9).onMeasured(seen::add).stopWhen(epoch -> epoch.epoch() >= 3);
        Result result = stopping.run();
        assertEquals(3, seen.size());
        assertEquals(StopReason.CANCELLED, result.reason());
        stopping.run();
        assertEquals(6, seen.size());
    }

    @Test
    void from_startsWithTheWeightsOfTheModel() {
        Result first = SMALL.activations(Activation.TANH, Activation.SOFTMAX).run();
        Result second = Training.on(DIGITS)
                .device(Device.CPU)
                .epochs(1)
                .eta(1e-12)
                .lambda(0)
                .from(first.model())
                .run();
        assertEquals(
                first.model().network().architecture(), second.model().network().architecture());
        assertEquals(
                first.model().network().weight(0, 300, 3),
                second.model().network().weight(0, 300, 3),
                1e-6f);
        assertNotEquals(SMALL.run().model().network(), second.model().network());
    }

    @Test
    void from_bringsTheClassesOfTheDataToTheOrderOfTheModel() {
        Result first = SMALL.epochs(5).run();
        Result second = Training.on(DIGITS.classes("9", "8", "7", "6", "5", "4", "3", "2", "1", "0"))
                .device(Device.CPU)
                .epochs(1)
                .eta(1e-12)
                .lambda(0)
                .from(first.model())
                .run();
        assertEquals(first.score(), second.score(), 0.005);
        assertEquals(first.model().schema(), second.model().schema());
    }

    @Test
    void namedDeviceThatIsMissing_isRefusedByItsName() {
        String obstacle = Device.CUDA.unavailableReason().orElse(null);
        Assumptions.assumeTrue(obstacle != null);
        BackendException refused = assertThrows(
                BackendException.class, () -> SMALL.device(Device.CUDA).run());
        assertEquals("device CUDA: " + obstacle, refused.getMessage());
    }

    @Test
    void oneTraining_isTheBaseOfManyThatDoNotChangeIt() {
        String before = SMALL.toString();
        Training other = SMALL.eta(3).epochs(7);
        assertEquals(before, SMALL.toString());
        assertTrue(other.toString().contains("epochs=7"));
    }

    @Test
    void valuesThatAreNotAllowed_areRefusedAtOnce() {
        assertRefused("eta must be a number above 0, not NaN", () -> SMALL.eta(Double.NaN));
        assertRefused("epochs must be at least 1, not 0", () -> SMALL.epochs(0));
        assertRefused("lambda must be a number from 0 up, not -1.0", () -> SMALL.lambda(-1));
        assertRefused("eta must be a number above 0, not -1.0", () -> SMALL.set("eta", -1));
        assertRefused("eta auto is found by the command train, not by Training", () -> SMALL.set("eta", "auto"));
        assertRefused("backend is no setting; use the method device", () -> SMALL.set("backend", "cuda"));
    }

    @Test
    @SuppressWarnings("NullAway") // callers need not check theirs
    void nulls_areRefusedAtOnce() {
        assertEquals(
                "device",
                assertThrows(NullPointerException.class, () -> SMALL.device(null))
                        .getMessage());
        assertEquals(
                "cost",
                assertThrows(NullPointerException.class, () -> SMALL.cost(null)).getMessage());
    }

    @Test
    void arrays_areValuesOfSettings() {
        assertEquals(
                SMALL.set("layers", "784,5,10").toString(),
                SMALL.set("layers", new int[] {784, 5, 10}).toString());
    }

    @Test
    void runsAtTheSameTime_stopByThemselves() throws InterruptedException, ExecutionException {
        Training training = SMALL.epochs(12).stopWhen(measurement -> measurement.epoch() >= 9);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<Result>> runs = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                runs.add(threads.submit(training::run));
            }
            for (Future<Result> run : runs) {
                assertEquals(9, run.get().history().measurements().size());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void interruptedThread_endsItsRun() {
        List<Measurement> measured = new ArrayList<>();
        Training training = SMALL.epochs(1000).onMeasured(measurement -> {
            measured.add(measurement);
            Thread.currentThread().interrupt();
        });
        Result result = training.run();
        assertTrue(Thread.interrupted());
        assertEquals(StopReason.CANCELLED, result.reason());
        assertEquals(1, measured.size());
    }

    @Test
    void layersOtherThanThoseOfTheModel_areRefused() {
        Model model = SMALL.run().model();
        assertRefused(
                "layers: the model that the training starts from has "
                        + model.network().architecture() + "; leave out layers, activations and cost",
                () -> SMALL.hidden(9).from(model).run());
    }

    @Test
    void lastModel_isThatOfTheLastEpoch() {
        Result best = SMALL.epochs(8).eta(3).run();
        Result last = SMALL.epochs(8).eta(3).keep(Keep.LAST).run();
        assertEquals(last.model(), best.lastModel());
    }
}
