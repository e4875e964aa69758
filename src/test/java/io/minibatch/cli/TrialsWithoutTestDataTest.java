package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Trials on data with and without a test part: the validation score is never named as that of test data. */
class TrialsWithoutTestDataTest extends ProgramFixture {
    private static final String EXPERIMENT = """
            {"title": "T", "chapter": "C", "claim": "M", "seeds": 1,
             "common": {"epochs": 2, "layers": "2,4,2", "monitor": "training-cost,evaluation-accuracy"},
             "runs": [{"label": "N"}],
             "plots": [{"file": "cost", "title": "P", "x": "epoch", "y": "training-cost", "y-title": "cost"},
                       {"file": "test", "title": "Q", "x": "epochs", "y": "test-accuracy", "y-title": "accuracy"}],
             "table": ["test-accuracy", "evaluation-accuracy@last"],
             "checks": [{"says": "Tests well", "measure": "test-accuracy", "run": "N", "at-least": 0},
                        {"says": "Learns", "measure": "evaluation-accuracy@last", "run": "N", "at-least": 0}]}
            """;

    private static final String SVM = """
            {"title": "T", "chapter": "C", "claim": "M", "seeds": 1, "common": {"epochs": 1},
             "runs": [{"label": "SVM", "settings": {"svm": true}}],
             "plots": [{"file": "p", "title": "P", "x": "epoch", "y": "training-cost", "y-title": "cost"}],
             "table": ["test-accuracy"],
             "checks": [{"says": "S", "measure": "test-accuracy", "run": "SVM", "at-least": 0}]}
            """;

    @BeforeEach
    void writeTables() throws IOException {
        Files.writeString(folder.resolve("whole.csv"), table(120));
        Files.createDirectories(folder.resolve("parts"));
        Files.writeString(folder.resolve("parts/train.csv"), table(120));
        Files.writeString(folder.resolve("parts/test.csv"), table(30));
        Files.writeString(folder.resolve("own.json"), EXPERIMENT);
        Files.writeString(folder.resolve("svm.json"), SVM);
    }

    private static String table(int rows) {
        StringBuilder text = new StringBuilder("a,b,side\n");
        for (int i = 0; i < rows; i++) {
            double a = i % 10 / 4.0 - 1.1;
            text.append(a).append(',').append(i / 10 / 6.0 - 1).append(a > 0 ? ",right\n" : ",left\n");
        }
        return text.toString();
    }

    private int runOn(String data, String... command) {
        Stream<String> place = Stream.of("--data", path(data), "--backend", "cpu", "--out", path("out"));
        return run(Stream.concat(Arrays.stream(command), place).toArray(String[]::new));
    }

    private String result(String name) throws IOException {
        return Files.readString(folder.resolve("out").resolve(name));
    }

    private String trials() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String name : namesIn(folder.resolve("out/trials"))) {
            Path file = folder.resolve("out/trials").resolve(name);
            text.append(Files.isRegularFile(file) ? Files.readString(file) : "");
        }
        assertTrue(text.toString().contains("small-weights"), text.toString());
        return text.toString();
    }

    @Test
    void experimentWithoutTestPart_leavesTestMeasuresOut_andSaysSoBeforeTraining() throws IOException {
        assertEquals(0, runOn("whole.csv", "experiment", path("own.json")), err);
        int said = out.indexOf(
                "own: without test-accuracy in its tables, plots and checks: the data (whole training data) "
                        + "has no test part");
        assertTrue(said >= 0 && said < out.indexOf("[1/1]"), out);
        assertTrue(out.contains("[1/1] N, seed 1: validation accuracy "), out);
        assertTrue(out.contains("Learns") && !out.contains("Tests well"), out);
        assertFalse(
                result("own/README.md").toLowerCase(java.util.Locale.ROOT).contains("test"), result("own/README.md"));
        assertFalse(result("own/results.csv").contains("test-"), result("own/results.csv"));
        assertFalse(result("own/results.json").contains("test-"), result("own/results.json"));
        assertTrue(Files.exists(folder.resolve("out/own/cost.png")));
        assertFalse(Files.exists(folder.resolve("out/own/test.png")));
        assertFalse(trials().contains("test-"));
    }

    @Test
    void experimentWithTestPart_showsItsAccuracy() throws IOException {
        assertEquals(0, runOn("parts", "experiment", path("own.json")), err);
        assertFalse(out.contains("without test-accuracy"), out);
        assertTrue(out.contains("[1/1] N, seed 1: test accuracy "), out);
        assertTrue(out.contains("Tests well"), out);
        assertTrue(result("own/results.csv").contains("test-accuracy"), result("own/results.csv"));
        assertTrue(result("own/README.md").contains("test accuracy"), result("own/README.md"));
        assertTrue(Files.exists(folder.resolve("out/own/test.png")));
    }

    @Test
    void guidedSearchWithoutTestPart_saysValidationOnly() throws IOException {
        assertEquals(0, runOn("whole.csv", "tune", "guided"), err);
        assertTrue(out.contains("saved as model.json: validation accuracy 100.00 %\n"), out);
        assertFalse(out.contains("test"), out);
        assertFalse(trials().contains("test-"));
    }

    @Test
    void guidedSearchWithTestPart_showsItsAccuracy() {
        assertEquals(0, runOn("parts", "tune", "guided"), err);
        assertTrue(out.contains(", test accuracy "), out);
    }

    @Test
    void searchWithoutTestPart_keepsNoTestScore() throws IOException {
        String[] search = {"tune", "search", "--set", "epochs=2", "--space", "eta=log(0.01,1)", "--trials", "2"};
        assertEquals(0, runOn("whole.csv", search), err);
        assertFalse(trials().contains("test-"));
        assertFalse(result("index.html").contains("test"), result("index.html"));
    }

    @Test
    void supportVectorMachineWithoutTestPart_isRefusedBeforeTraining() throws IOException {
        Files.createDirectories(folder.resolve("pictures"));
        for (String part : new String[] {"train-images-idx3-ubyte", "train-labels-idx1-ubyte"}) {
            Files.copy(
                    folder.resolve("data").resolve(part),
                    folder.resolve("pictures").resolve(part));
        }
        assertEquals(1, runOn("pictures", "experiment", path("svm.json")), out);
        assertTrue(
                err.contains("minibatch: SVM: a support vector machine is measured on test data only, and ")
                        && err.contains(" comes without a test part"),
                err);
        assertFalse(out.contains("[1/1]"), out);
        assertFalse(Files.exists(folder.resolve("out/trials")));
    }
}
