package io.minibatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.execution.LocalExecutionControlProvider;
import org.junit.jupiter.api.Test;

/** A session that trains a small network and looks at every object on the way. */
class JShellTest {
    private static final Pattern ADDRESS = Pattern.compile("[\\w$.;\\[]+@[0-9a-f]{4,}");

    private static final List<String> SESSION = List.of(
            "import io.minibatch.*;",
            "Data data = Data.digits().trainSize(200)",
            "Training training = Training.on(data).hidden(5).epochs(2).set(\"labelSmoothing\", 0.1).device(Device.CPU)",
            "Result result = training.run()",
            "result.model()",
            "result.model().schema()",
            "result.model().network()",
            "result.model().network().architecture()",
            "result.history()",
            "result.history().measurements().get(0)",
            "data.training()",
            "data.split()",
            "Classifier classifier = result.classifier()",
            "Prediction prediction = classifier.predict(new byte[784])",
            "classifier.close()",
            "Data numbers = Data.regression(new float[][] {{1}, {2}, {3}}, new float[] {2, 4, 6})",
            "numbers.training()",
            "numbers.training().examples()",
            "io.minibatch.data.Standardization.of(numbers.training().examples().inputs())",
            "HyperparameterSearch search = HyperparameterSearch.create().real(\"x\", -1, 1).trials(9)",
            "var outcome = search.minimize(point -> Math.abs(point.number(\"x\")))",
            "outcome.best()",
            "outcome.best().point()",
            "Device.CPU");

    @Test
    void everyObjectOfASession_printsItself() {
        try (JShell shell = JShell.builder()
                .executionEngine(new LocalExecutionControlProvider(), Map.of())
                .build()) {
            shell.addToClasspath(System.getProperty("java.class.path"));
            for (String line : SESSION) {
                SnippetEvent event =
                        shell.eval(line.endsWith(";") ? line : line + ";").get(0);
                assertEquals(
                        Snippet.Status.VALID,
                        event.status(),
                        () -> line + ": "
                                + shell.diagnostics(event.snippet())
                                        .map(fault -> fault.getMessage(Locale.ROOT))
                                        .toList());
                assertEquals(null, event.exception(), line);
                String value = event.value();
                assertFalse(value != null && ADDRESS.matcher(value).find(), line + " prints " + value);
                assertTrue(value == null || value.length() < 1000, line + " prints " + value);
            }
        }
    }
}
