package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Searches and experiments on rows of numbers. */
class TrialsOnTablesTest extends ProgramFixture {
    private static final String SVM_EXPERIMENT = """
            {"title": "T", "chapter": "C", "claim": "M", "seeds": 1, "common": {"epochs": 1},
             "runs": [{"label": "SVM", "settings": {"svm": true}}],
             "plots": [{"file": "p", "title": "P", "x": "epoch", "y": "training-cost", "y-title": "cost"}],
             "table": ["epochs"],
             "checks": [{"says": "S", "measure": "epochs", "run": "SVM", "at-least": 0}]}
            """;

    /** Tables of y = 2a − b, and of whether a is above 0. */
    @BeforeEach
    void writeTables() throws IOException {
        StringBuilder plane = new StringBuilder("a,b,y\n");
        StringBuilder sides = new StringBuilder("a,b,side\n");
        for (int i = 0; i < 90; i++) {
            double a = i % 9 / 4.0 - 1;
            double b = i / 9 / 5.0 - 1;
            plane.append(a).append(',').append(b).append(',').append(2 * a - b).append('\n');
            sides.append(a).append(',').append(b).append(a > 0 ? ",right\n" : ",left\n");
        }
        Files.writeString(folder.resolve("plane.csv"), plane);
        Files.writeString(folder.resolve("sides.csv"), sides);
        Files.writeString(folder.resolve("images.csv"), "0,".repeat(64) + "off\n" + "255,".repeat(64) + "on\n");
        Files.writeString(folder.resolve("svm.json"), SVM_EXPERIMENT);
    }

    @Test
    void search_ofARegression_ranksByR2_andItsCommandTrains() {
        String[] search = {
            "tune",
            "search",
            "--data",
            path("plane.csv"),
            "--set",
            "target-columns=y",
            "--set",
            "layers=2,8,1",
            "--set",
            "epochs=10",
            "--space",
            "eta=log(0.05,1)",
            "--trials",
            "4",
            "--backend",
            "cpu",
            "--out",
            path("search")
        };
        assertEquals(0, run(search), err);
        List<Double> scores = out.lines()
                .filter(line -> line.matches("-?\\d\\.\\d{4}  trial \\d: \\{eta=\\S+"))
                .map(line -> Double.parseDouble(line.substring(0, line.indexOf(' '))))
                .toList();
        assertEquals(4, scores.size(), out);
        assertEquals(scores.stream().sorted((a, b) -> Double.compare(b, a)).toList(), scores);
        assertTrue(scores.get(0) > 0.9, out);
        String command = out.lines()
                .filter(line -> line.startsWith("Train with it: "))
                .map(line -> line.substring(line.indexOf("train --")))
                .findFirst()
                .orElseThrow();
        assertEquals(0, run((command + " --out " + path("best")).split(" ")), err);
        assertTrue(out.contains("validation R² " + String.format(Locale.ROOT, "%.4f", scores.get(0))), out);
    }

    @ParameterizedTest
    @CsvSource({
        "plane.csv, target-columns=y, 'is for images with a class each; plane training data has numbers to predict'",
        "sides.csv, label-column=side, 'is for images with a class each; sides training data has rows of numbers'",
        "images.csv, validation=0.5, 'is measured on test data only, and images training data comes without a "
                + "test part; add one'"
    })
    void supportVectorMachine_isForImagesWithClassesAndATestPart(String table, String answer, String fault) {
        String[] where = {"--data", path(table), "--backend", "cpu", "--out", path("experiments")};
        String[] what = {"experiment", path("svm.json"), "--set", answer};
        assertEquals(
                1, run(Stream.concat(Arrays.stream(what), Arrays.stream(where)).toArray(String[]::new)), out);
        assertEquals(
                "minibatch: SVM: a support vector machine " + fault,
                err.lines().reduce((first, last) -> last).orElseThrow());
    }
}
