package io.minibatch.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.spec.Settings;
import io.minibatch.trial.Trial;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExperimentTest {
    private static final String JSON = """
            {"title": "T", "chapter": "C", "claim": "M", "seeds": 2,
             "common": {"layers": [784, 10], "epochs": 3, "shifts": true},
             "quick": {"epochs": 1},
             "runs": [{"label": "plain"},
                      {"label": "eta {eta}", "series": "etas", "settings": {"epochs": 4}, "vary": [{"eta": 0.5}, {"eta": 2}]},
                      {"label": "long", "full-only": true}],
             "plots": [{"file": "p", "title": "P", "x": "epoch", "y": "evaluation-accuracy", "y-title": "a", "y-low": 90}],
             "table": ["epochs"],
             "checks": [{"says": "S", "measure": "epochs", "run": "eta 0.5", "than": "plain", "at-least": 1}]}
            """;

    static List<String> names() {
        return Experiments.NAMES;
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyExperimentOfTheChapter_isRead_andHasPlotsTableAndChecks(String name) {
        Experiment experiment = Experiments.of(name, false);
        assertTrue(!experiment.plots().isEmpty()
                && !experiment.table().isEmpty()
                && !experiment.checks().isEmpty());
        assertTrue(!experiment.claim().isEmpty());
        assertTrue(!Experiments.of(name, true).runs().isEmpty());
    }

    @Test
    void trials_areRunsTimesSeeds_withSettingsThatReplaceCommonOnes() {
        List<Trial> trials = Experiment.parse("e", "e.json", JSON).trials(2, Settings.NONE);
        assertEquals(
                List.of("plain", "eta 0.5", "eta 2", "long", "plain", "eta 0.5", "eta 2", "long"),
                trials.stream().map(Trial::label).toList());
        assertEquals("etas", trials.get(1).series());
        assertEquals(
                List.of("--epochs=4", "--eta=0.5", "--layers=784,10", "--shifts", "--seed=2"),
                trials.get(5).flags());
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyExperimentOfTheChapter_thatClaimsADifference_hasFiveSeeds(String name) {
        Experiment experiment = Experiments.of(name, false);
        assertTrue(experiment.seeds() >= 5 || experiment.checks().stream().allMatch(check -> check.than() == null));
    }

    @Test
    void trials_aSupportVectorMachine_whichHasNoSeed_isThereOnce() {
        String json = JSON.replace("{\"label\": \"plain\"}", "{\"label\": \"plain\", \"settings\": {\"svm\": true}}");
        List<Trial> trials = Experiment.parse("e", "e.json", json).trials(2, Settings.NONE);
        assertEquals(
                List.of("plain", "eta 0.5", "eta 2", "long", "eta 0.5", "eta 2", "long"),
                trials.stream().map(Trial::label).toList());
    }

    @Test
    void trials_whatTheUserSets_replacesAll_butNotTheLabels() {
        List<Trial> trials =
                Experiment.parse("e", "e.json", JSON).trials(1, Settings.parse(Map.of("eta", "9", "epochs", "1")));
        assertEquals("eta 0.5", trials.get(1).label());
        assertEquals("9", trials.get(1).settings().text("eta"));
        assertEquals("1", trials.get(1).settings().text("epochs"));
    }

    @Test
    void quickly_hasQuickSettings_noLongRuns_andNoLimitsOfAxes() {
        Experiment quick = Experiment.parse("e", "e.json", JSON).quickly();
        List<Trial> trials = quick.trials(quick.seeds(), Settings.NONE);
        assertEquals(
                List.of("plain", "eta 0.5", "eta 2"),
                trials.stream().map(Trial::label).toList());
        assertTrue(trials.stream().allMatch(trial -> "1".equals(trial.settings().text("epochs"))));
        assertTrue(Double.isNaN(quick.plots().get(0).yAxis().low()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"title\": \"T\", |     | e.json: \"title\" is missing",
                "\"seeds\": 2 | \"seed\": 2 | e.json: unknown field \"seed\"; choose from alone, chapter, checks, claim, common,",
                "\"seeds\": 2 | \"seeds\": \"two\" | e.json: \"seeds\" must be a number, not \"two\"",
                "\"seeds\": 2 | \"seeds\": 0 | e.json: \"runs\" must name one run or more, and \"seeds\" must be 1 or more",
                "\"run\": \"eta 0.5\" | \"run\": \"eta 5\" | e.json: a check is about \"eta 5\", but the runs are plain, eta 0.5",
                "\"at-least\": 1 | \"at-most\": \"\" | e.json: checks 1: \"at-most\" must be a number, not \"\"",
                ", \"at-least\": 1 |  | e.json: checks 1: a check needs \"at-least\" or \"at-most\"",
                "\"measure\": \"epochs\" | \"measure\": \"a@b\" | e.json: checks 1: \"a@b\" is no measure:",
                "[\"epochs\"] | [\"a@b\"] | e.json: table: \"a@b\" is no measure:",
                "\"x\": \"epoch\", \"y\": \"evaluation-accuracy\" | \"x\": \"eta\", \"y\": \"a@b\" | e.json: plots 1: \"a@b\" is no measure:",
                "\"label\": \"plain\" | \"lable\": \"plain\" | e.json: runs 1: \"label\" is missing",
                "\"y-low\": 90 | \"y_low\": 90 | e.json: plots 1: unknown field \"y_low\"; choose from decay, file,",
                "\"claim\": \"M\" | \"claim\": [\"M\"] | e.json: \"claim\" must be a text or a number",
                "{\"epochs\": 1} | 1 | e.json: quick: must be an object in braces",
                "\"epochs\": 3 | \"epochs\": null | e.json: common: \"epochs\" must be a text, a number, or a list of them",
                "\"epochs\": 3 | \"epochs\": {} | e.json: common: \"epochs\" must be a text, a number, or a list of them",
                "\"seeds\": 2 | \"seeds\": null | e.json: \"seeds\" must be a text or a number",
                "}]} | } | e.json: is not JSON at line 10, column 1",
                "\"seeds\": 2 | \"seeds\": NaN | e.json: \"seeds\" must be a whole number from 0 to 1000, not \"NaN\"",
                "\"seeds\": 2 | \"seeds\": 1e300 | e.json: \"seeds\" must be a whole number from 0 to 1000, not 1e300",
                "\"measure\": \"epochs\" | \"measure\": \"a@reach:1.2.3\" | e.json: checks 1: \"a@reach:1.2.3\" is no measure:",
                "\"measure\": \"epochs\" | \"measure\": \"a@99999999999\" | e.json: checks 1: \"a@99999999999\" is no measure:",
            })
    void parse_whatIsWrong_isNamedInOneLine(String text, String replacement, String message) {
        assertTrue(JSON.contains(text), text);
        String broken = JSON.replace(text, replacement == null ? "" : replacement);
        String actual =
                String.valueOf(assertThrows(ExperimentException.class, () -> Experiment.parse("e", "e.json", broken))
                        .getMessage());
        assertTrue(actual.startsWith(message), actual);
        assertEquals(1, actual.lines().count());
    }

    /** A value that names its own setting twice: filled in again and again, the label would never end. */
    @Test
    void trials_valueThatHoldsBraces_isNotFilledInItself() {
        String json = JSON.replace("\"common\": {", "\"common\": {\"svm\": \"{svm}{svm}\", ")
                .replace("\"plain\"", "\"{svm}\"");
        Experiment experiment = Experiment.parse("e", "e.json", json.replace("\"than\": \"{svm}\",", ""));
        assertEquals("{svm}{svm}", experiment.trials(1, Settings.NONE).get(0).label());
    }

    @Test
    void parse_labelWithoutEnd_isRefused() {
        String json = JSON.replace("\"plain\"", "\"" + "{eta}".repeat(100) + "\"");
        assertEquals(
                "e.json: runs 1: \"label\" and \"series\" must have at most 200 characters",
                assertThrows(ExperimentException.class, () -> Experiment.parse("e", "e.json", json))
                        .getMessage());
    }

    @Test
    void of_unknownName_namesThoseThatThereAre() {
        String message = String.valueOf(assertThrows(ExperimentException.class, () -> Experiments.of("momentun", false))
                .getMessage());
        assertTrue(message.startsWith("unknown experiment 'momentun'; choose from costs, "), message);
    }
}
