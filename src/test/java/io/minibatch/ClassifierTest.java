package io.minibatch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.Inputs;
import io.minibatch.data.Dataset;
import io.minibatch.data.format.FormatException;
import io.minibatch.model.Agreement;
import io.minibatch.model.Model;
import io.minibatch.network.Activation;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifierTest {
    private static final int THREADS = 16;
    private static final int CALLS = 10_000;

    private static final Data DIGITS = Data.digits().trainSize(500);
    private static final Model MODEL = trained(DIGITS);
    private static final Data LINE = line();

    private static Model trained(Data data) {
        return Training.on(data).device(Device.CPU).hidden(30).epochs(2).run().model();
    }

    /** Returns points of y = 2x + 1. */
    private static Data line() {
        float[][] inputs = new float[60][1];
        float[] targets = new float[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i][0] = i / 10f;
            targets[i] = 2 * inputs[i][0] + 1;
        }
        return Data.regression(inputs, targets);
    }

    private static byte[] image(int index) {
        Dataset test = DIGITS.test();
        return Arrays.copyOfRange(test.images(), index * test.features(), (index + 1) * test.features());
    }

    private static float[] floats(byte[] pixels) {
        float[] values = new float[pixels.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (pixels[i] & 0xFF) / 255f;
        }
        return values;
    }

    @Test
    void networkWithOneOutput_tellsBothClassesByName() {
        float[][] degrees = new float[40][1];
        String[] names = new String[degrees.length];
        for (int i = 0; i < degrees.length; i++) {
            degrees[i][0] = i - 19.5f;
            names[i] = degrees[i][0] < 0 ? "cold" : "warm";
        }
        Model model = Training.on(Data.of(degrees, names))
                .layers(1, 1)
                .epochs(30)
                .device(Device.CPU)
                .run()
                .model();
        try (Classifier classifier = Classifier.of(model, Device.CPU)) {
            Prediction cold = classifier.predict(new float[] {-15});
            assertEquals("cold", cold.label());
            assertEquals(1, cold.probability("cold") + cold.probability("warm"), 1e-6);
            List<Prediction> both = classifier.predict(new float[][] {{-15}, {15}});
            assertArrayEquals(cold.outputs(), both.get(0).outputs());
            assertEquals("warm", both.get(1).label());
        }
    }

    @Test
    void sixteenThreads_getTheAnswersOfOneBitForBit() throws Exception {
        int images = 100;
        try (Classifier classifier = Classifier.of(MODEL)) {
            float[][] expected = new float[images][];
            for (int i = 0; i < images; i++) {
                expected[i] = classifier.predict(image(i)).outputs();
            }
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            List<Future<Integer>> wrong = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int first = t;
                wrong.add(threads.submit(() -> {
                    int count = 0;
                    for (int c = 0; c < CALLS; c++) {
                        int i = (first + c) % images;
                        count += Arrays.equals(
                                        expected[i],
                                        classifier.predict(image(i)).outputs())
                                ? 0
                                : 1;
                    }
                    return count;
                }));
            }
            threads.shutdown();
            for (Future<Integer> each : wrong) {
                assertEquals(0, each.get());
            }
        }
    }

    @Test
    void bytesFloatsAndRows_getTheSameAnswer() {
        try (Classifier classifier = Classifier.of(MODEL)) {
            byte[] pixels = image(3);
            float[] expected = classifier.predict(pixels).outputs();
            assertArrayEquals(expected, classifier.predict(floats(pixels)).outputs(), 1e-6f);
            List<Prediction> both = classifier.predict(new float[][] {floats(image(5)), floats(pixels)});
            assertArrayEquals(expected, both.get(1).outputs(), 1e-6f);
            assertEquals(classifier.predict(image(5)).label(), both.get(0).label());
        }
    }

    @Test
    void prediction_isTheClassWithTheLargestOutput() {
        try (Classifier classifier = Classifier.of(MODEL)) {
            Prediction prediction = classifier.predict(image(1));
            float largest = 0;
            for (float output : prediction.outputs()) {
                largest = Math.max(largest, output);
            }
            assertEquals(largest, prediction.probability());
            assertEquals(largest, prediction.probability(prediction.label()));
            assertEquals(List.of(prediction.label()), prediction.labels(largest));
            assertEquals(
                    "label 'x': must be one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9",
                    assertThrows(IllegalArgumentException.class, () -> prediction.probability("x"))
                            .getMessage());
        }
    }

    @Test
    void trainingFromAModel_matchesClassesInAnotherOrderByName() {
        Data data = Data.digits().trainSize(500);
        Model model = Training.on(data.classes("7", "3"))
                .device(Device.CPU)
                .hidden(10)
                .epochs(5)
                .run()
                .model();
        Result result = Training.on(data.classes("3", "7"))
                .device(Device.CPU)
                .from(model)
                .epochs(1)
                .eta(1e-6)
                .run();
        assertEquals(List.of("7", "3"), result.model().schema().outputs());
        assertEquals(true, result.score() > 0.9, "score " + result.score());
    }

    @Test
    void standardizedModel_takesTheNumbersOfTheTrainingData() {
        Data raw = Data.digits().trainSize(500);
        Data standardized = raw.standardized();
        Model model = trained(standardized);
        Dataset test = raw.test();
        Inputs.Floats network = (Inputs.Floats) standardized.test().examples().inputs();
        Model bare = new Model(model.network(), model.schema(), null);
        try (Classifier classifier = Classifier.of(model);
                Classifier unstandardized = Classifier.of(bare)) {
            for (int i = 0; i < 20; i++) {
                float[] row = Arrays.copyOfRange(network.values(), i * test.features(), (i + 1) * test.features());
                float[] expected = unstandardized.predict(row).outputs();
                assertArrayEquals(expected, classifier.predict(image(i)).outputs());
                assertArrayEquals(expected, classifier.predict(floats(image(i))).outputs());
            }
        }
    }

    @Test
    void wrongLengths_areRefusedInOneLine() {
        try (Classifier classifier = Classifier.of(MODEL)) {
            for (Runnable call : List.<Runnable>of(
                    () -> classifier.predict(new byte[783]),
                    () -> classifier.predict(new float[783]),
                    () -> classifier.predict(new float[][] {new float[784], new float[783]}))) {
                assertEquals(
                        "an example has 783 values: the model takes 784",
                        assertThrows(IllegalArgumentException.class, call::run).getMessage());
            }
        }
    }

    @Test
    void closedClassifier_refusesToAnswer() {
        Classifier classifier = Classifier.of(MODEL);
        classifier.close();
        classifier.close();
        IllegalStateException closed = assertThrows(IllegalStateException.class, () -> classifier.predict(image(0)));
        assertEquals("the network on the cpu backend is closed", closed.getMessage());
    }

    @Test
    void models_areForTheirTask() {
        Model numbers = Training.on(LINE).device(Device.CPU).epochs(1).run().model();
        assertEquals(
                "the model is a regression model: use Regressor.of(model)",
                assertThrows(IllegalArgumentException.class, () -> Classifier.of(numbers))
                        .getMessage());
        assertEquals(
                "the model is a classifier: use Classifier.of(model)",
                assertThrows(IllegalArgumentException.class, () -> Regressor.of(MODEL))
                        .getMessage());
    }

    @Test
    void picture_forAModelOfNumbers_isRefused() {
        Model model = trained(Data.of(new float[][] {{0}, {1}, {0}, {1}}, new int[] {0, 1, 0, 1}));
        try (Classifier classifier = Classifier.of(model)) {
            assertEquals(
                    "seven.png: the model takes 1 number, not pictures",
                    assertThrows(IllegalArgumentException.class, () -> classifier.predict(Path.of("seven.png")))
                            .getMessage());
        }
    }

    @Test
    void picture_inMemory_isClassifiedAsItsFile(@TempDir Path folder) throws IOException {
        BufferedImage picture = new BufferedImage(60, 80, BufferedImage.TYPE_INT_RGB);
        for (int y = 20; y < 60; y++) {
            for (int x = 25; x < 33; x++) {
                picture.setRGB(x, y, 0xFFFFFF);
            }
        }
        Path file = folder.resolve("one.png");
        ImageIO.write(picture, "png", file.toFile());
        try (Classifier classifier = Classifier.of(MODEL)) {
            assertArrayEquals(
                    classifier.predict(file).outputs(),
                    classifier.predict(picture).outputs());
            assertEquals(
                    "the image is blank: nothing in it stands out from its background",
                    assertThrows(
                                    FormatException.class,
                                    () -> classifier.predict(new BufferedImage(60, 80, BufferedImage.TYPE_INT_RGB)))
                            .getMessage());
        }
    }

    @Test
    void regressor_ofLargeNumbers_learnsThemInTheirUnits_andGoesOn() {
        float[][] areas = new float[200][1];
        float[] prices = new float[areas.length];
        for (int i = 0; i < areas.length; i++) {
            areas[i][0] = (i - 100) / 100f;
            prices[i] = 300_000 + 50_000 * areas[i][0];
        }
        Training training =
                Training.on(Data.regression(areas, prices)).device(Device.CPU).epochs(20);
        Result result = training.run();
        assertEquals(true, result.score() > 0.99, "score " + result.score());
        try (Regressor regressor = result.regressor()) {
            assertEquals(325_000, regressor.predict(0.5f)[0], 5_000);
        }
        Result further = training.from(result.model()).epochs(1).eta(1e-6).run();
        assertEquals(result.score(), further.score(), 1e-3);
    }

    @Test
    void numbersThatAreNotFinite_areRefusedByTheirPlace() {
        Model model = trained(Data.of(new float[][] {{0}, {1}, {0}, {1}}, new int[] {0, 1, 0, 1}));
        try (Classifier classifier = Classifier.of(model)) {
            assertEquals(
                    "values[0] is Infinity; it must be a finite number",
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> classifier.predict(new float[] {Float.POSITIVE_INFINITY}))
                            .getMessage());
            assertEquals(
                    "values[1][0] is NaN; it must be a finite number",
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> classifier.predict(new float[][] {{1}, {Float.NaN}}))
                            .getMessage());
            assertEquals(
                    classifier.predict(new float[] {1}),
                    classifier.predict(new float[][] {{1}}).get(0));
        }
    }

    @Test
    void predictionOfSeveralLabels_namesThemAll() {
        List<String> names = List.of("red", "round", "large");
        assertEquals(
                "red (0.900), large (0.500)",
                prediction(names, true, 0.9f, 0.1f, 0.5f).toString());
        assertEquals("none", prediction(names, true, 0, 0, 0).toString());
        assertEquals("red (0.400)", prediction(names, false, 0.4f, 0.1f, 0.2f).toString());
    }

    @Test
    void score_isThatOfTheResult_alsoOfDataInAnotherOrder() {
        Data twoDigits = DIGITS.classes("7", "3");
        Result result =
                Training.on(twoDigits).device(Device.CPU).hidden(10).epochs(3).run();
        try (Classifier classifier = result.classifier()) {
            assertEquals(result.testScore(), classifier.score(twoDigits));
            assertEquals(result.testScore(), classifier.score(DIGITS.classes("3", "7")));
        }
        Result line = Training.on(LINE.standardized())
                .device(Device.CPU)
                .hidden()
                .epochs(20)
                .run();
        try (Regressor regressor = line.regressor()) {
            assertEquals(true, line.score() > 0.99, "R² " + line.score());
            assertEquals(line.score(), regressor.score(LINE), 0.01);
            assertEquals(regressor.score(LINE), regressor.score(LINE.standardized()), 1e-6);
        }
    }

    @Test
    void regressor_predictsALine() {
        Training training = Training.on(LINE.standardized())
                .device(Device.CPU)
                .hidden()
                .activations(Activation.IDENTITY)
                .lambda(0)
                .eta(0.05)
                .epochs(300);
        try (Regressor regressor = training.run().regressor()) {
            assertEquals(6, regressor.predict(2.5f)[0], 0.01);
            assertArrayEquals(regressor.predict(4), regressor.predict(new float[][] {{1}, {4}})[1]);
        }
    }

    private static Prediction prediction(List<String> names, boolean severalLabels, float... outputs) {
        return new Prediction(names, new Predictor.Output(outputs, 0, Agreement.ofOne()), severalLabels);
    }
}
