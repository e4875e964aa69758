package io.minibatch.spec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.cpu.CpuBackend;
import io.minibatch.data.DataSource;
import io.minibatch.data.Dataset;
import io.minibatch.data.Schema;
import io.minibatch.data.Split;
import io.minibatch.data.Task;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Layer;
import io.minibatch.train.Monitor;
import io.minibatch.train.NumberData;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The defaults of a training for each kind of data, and the settings that it refuses. */
class TaskDefaultsTest {
    private static final Dataset NUMBERS = NumberData.smooth(60, 1);
    private static final Dataset LABELS = NumberData.labels(60, 1);
    private static final Dataset FLOWERS = NumberData.flowers(20, 1);
    private static final Dataset STANDARDIZED_IMAGES =
            new Dataset("images", Schema.ofImages(2, 2, FLOWERS.outputNames()), FLOWERS.examples());
    private static final Dataset TWO = NumberData.imbalanced(20, 10);

    @Test
    void regression_hasIdentityOutputsAndQuadraticCost() {
        Architecture architecture = training(NUMBERS, "").initial().architecture();
        assertEquals(List.of(2, 30, 2), architecture.sizes());
        assertEquals(List.of(Activation.SIGMOID, Activation.IDENTITY), activations(architecture));
        assertEquals(Cost.QUADRATIC, architecture.cost());
        assertEquals(
                List.of(Activation.IDENTITY),
                activations(training(NUMBERS, "layers=2,2").initial().architecture()));
        assertEquals(
                Cost.QUADRATIC,
                training(NUMBERS, "activations=tanh,sigmoid")
                        .initial()
                        .architecture()
                        .cost());
    }

    @Test
    void classesAndLabels_haveSigmoidOutputsAndCrossEntropy() {
        for (Dataset data : List.of(FLOWERS, LABELS)) {
            Architecture architecture = training(data, "").initial().architecture();
            assertEquals(List.of(Activation.SIGMOID, Activation.SIGMOID), activations(architecture));
            assertEquals(Cost.CROSS_ENTROPY, architecture.cost());
        }
    }

    @Test
    void crossEntropyOfSoftmax_isLogLikelihood() {
        Architecture architecture = training(FLOWERS, "activations=relu,softmax cost=cross-entropy")
                .initial()
                .architecture();
        assertEquals(Cost.LOG_LIKELIHOOD, architecture.cost());
        assertEquals(
                architecture,
                training(FLOWERS, "activations=relu,softmax").initial().architecture());
    }

    @Test
    void oneOutput_ofTwoClasses_isOneForTheSecond() {
        PreparedTraining training = training(TWO, "layers=2,3,1 epochs=300 lambda=0");
        Dataset data = training.split().training();
        assertEquals(Task.BINARY, data.schema().task());
        assertEquals(1, data.outputs());
        assertEquals(TWO.outputNames(), data.outputNames());
        float[] values = ((DesiredOutputs.Values) data.examples().desired()).values();
        assertArrayEquals(new float[] {0, 0, 1, 1}, new float[] {values[0], values[19], values[20], values[29]});
        try (Backend backend = new CpuBackend(1)) {
            double[] accuracies = training.trainer(backend, List.of())
                    .train(training.initial(), data, training.split().validation())
                    .history()
                    .series(Monitor.EVALUATION_ACCURACY);
            assertTrue(accuracies[299] > 0.7, "accuracy " + accuracies[299]);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sgd, sigmoid, 0.5",
        "sgd, 'sigmoid,softmax', 0.5",
        "sgd, 'tanh,softmax', 0.1",
        "sgd, 'relu,softmax', 0.05",
        "sgd, 'gelu,sigmoid', 0.05",
        "momentum, sigmoid, 0.05",
        "nesterov, 'relu,softmax', 0.005",
        "adam, 'relu,softmax', 0.001",
        "adam, sigmoid, 0.001",
        "lion, 'tanh,softmax', 0.0001"
    })
    void learningRate_fitsActivationsAndOptimizer(String optimizer, String activations, double eta) {
        PreparedTraining training = training(FLOWERS, "optimizer=" + optimizer + " activations=" + activations);
        assertEquals(eta, training.options().hyperparameters().learningRate().eta(), 1e-15);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "numbers | activations=sigmoid,softmax | activations softmax outputs are for one class of several; use identity"
                        + " outputs for numbers",
                "labels | activations=sigmoid,softmax | activations softmax outputs are for one class of several; use sigmoid"
                        + " outputs for labels",
                "numbers | activations=sigmoid cost=cross-entropy | cost cross-entropy: is for values from 0 to 1, but numbers"
                        + " has -0.6374249; use quadratic",
                "numbers | label-smoothing=0.1 | labelSmoothing is for classes; numbers has none",
                "labels | label-smoothing=0.1 | labelSmoothing is for classes; labels has none",
                "numbers | monitor=evaluation-accuracy | monitor evaluation-accuracy: is not for numbers; use training-cost,"
                        + " training-mean-absolute-error, training-mean-squared-error, training-r2, evaluation-cost,"
                        + " evaluation-mean-absolute-error, evaluation-mean-squared-error, evaluation-r2",
                "flowers | monitor=evaluation-r2 | monitor evaluation-r2: is not for flowers; use training-cost,"
                        + " training-accuracy, evaluation-cost, evaluation-accuracy",
                "flowers | augment=ciresan | augment and other variations are for images; flowers has none",
                "flowers | rotate=10 | augment and other variations are for images; flowers has none",
                "flowers | shifts=true | shifts and other variations are for images; flowers has none",
                "images | shifts=true | shifts and other variations are for pixels from 0 to 255, which those of images are"
                        + " not; leave standardize out"
            })
    void whatMakesNoSense_isRefusedInOneLine(String data, String settings, String message) {
        Dataset dataset = Stream.of(NUMBERS, LABELS, FLOWERS, STANDARDIZED_IMAGES)
                .filter(one -> one.name().equals(data))
                .findFirst()
                .orElseThrow();
        SettingException refused = assertThrows(SettingException.class, () -> training(dataset, settings));
        assertEquals(message, refused.getMessage());
    }

    private static List<Activation> activations(Architecture architecture) {
        return architecture.layers().stream().map(Layer::activation).toList();
    }

    private static PreparedTraining training(Dataset data, String settings) {
        Map<String, String> texts = new TreeMap<>();
        for (String setting : settings.isEmpty() ? new String[0] : settings.split(" ")) {
            texts.put(setting.replaceFirst("=.*", ""), setting.replaceFirst("[^=]*=", ""));
        }
        Split split = new Split(data, data, null, new DataSource("drawn", false, List.of()));
        return Settings.parse(texts).training(split);
    }
}
