package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The commands of the README run in the order in which it shows them, on few examples. */
class ReadmeCommandsTest extends ProgramFixture {
    private static final Pattern COMMANDS = Pattern.compile("<!-- commands -->\n\n```\n(.*?)```", Pattern.DOTALL);
    private static final Pattern ARGUMENT = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    /** Files and folders that the commands name, which lie in the test's folder here. */
    private static final Set<String> FILES =
            Set.of("runs/first", "first.onnx", "runs/three", "runs/iris", "iris.csv", "variants.png", "found");

    private static final List<String> FEW_EXAMPLES = List.of("--train-size", "200", "--validation-size", "100");

    /** Arguments that make a command small. */
    private static final Map<String, List<String>> SMALLER = Map.of(
            "train", FEW_EXAMPLES,
            "experiment", List.of("--set", "train-size=200", "--set", "epochs=1", "--seeds", "1"),
            "tune guided", List.of("--set", "train-size=200", "--set", "validation-size=100", "--set", "epochs=2"),
            "tune search", List.of("--set", "train-size=200", "--set", "epochs=1", "--set", "validation-size=100"),
            "bench", List.of("--seconds", "1", "--train-size", "200"));

    private static List<String> commands() throws IOException {
        Matcher block = COMMANDS.matcher(Files.readString(Path.of("README.md")));
        assertTrue(block.find());
        return block.group(1)
                .lines()
                .filter(line -> line.startsWith("minibatch "))
                .toList();
    }

    private static List<String> split(String command) {
        return ARGUMENT.matcher(command)
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .skip(1)
                .toList();
    }

    private List<String> small(List<String> arguments) {
        List<String> small = new ArrayList<>(arguments.stream()
                .map(argument -> FILES.contains(argument) ? path(argument) : argument)
                .toList());
        for (String number : List.of("--epochs", "--trials")) {
            int at = small.indexOf(number);
            if (at >= 0) {
                small.set(at + 1, "2");
            }
        }
        String name = arguments.get(0).equals("tune") ? "tune " + arguments.get(1) : arguments.get(0);
        if (arguments.contains("--resume")) {
            return small;
        }
        if (!arguments.contains("iris.csv")) {
            small.addAll(SMALLER.getOrDefault(name, List.of()));
        }
        if (name.equals("train") && !arguments.contains("--epochs")) {
            small.addAll(List.of("--epochs", "2"));
        }
        if (!arguments.contains("--out")
                && Set.of("experiment", "tune search", "bench").contains(name)) {
            small.addAll(List.of("--out", path(name.replace(' ', '-'))));
        }
        return small;
    }

    @Test
    void commands_ofTheReadme_succeed() throws IOException {
        List<String> rows = new ArrayList<>(List.of("sepal length,petal length,species"));
        for (int i = 0; i < 60; i++) {
            rows.add(i % 2 == 0 ? "5.0" + i + ",1.4,setosa" : "6.0" + i + ",4.2,versicolor");
        }
        Files.write(folder.resolve("iris.csv"), rows);
        List<String> failed = new ArrayList<>();
        for (String command : commands()) {
            List<String> arguments = split(command);
            if (!arguments.equals(List.of("page")) && run(small(arguments).toArray(String[]::new)) != 0) {
                failed.add(command + ": " + err);
            }
        }
        assertEquals(List.of(), failed);
        for (String file :
                List.of("runs/first/model.json", "first.onnx", "runs/three/committee.json", "variants.png")) {
            assertTrue(Files.exists(folder.resolve(file)), file);
        }
    }
}
