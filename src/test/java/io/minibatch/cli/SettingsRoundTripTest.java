package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import io.minibatch.experiment.Experiments;
import io.minibatch.report.RecordedRun;
import io.minibatch.spec.LoopSpec;
import io.minibatch.spec.RandomSpecs;
import io.minibatch.spec.RunSpec;
import io.minibatch.spec.Setting;
import io.minibatch.spec.Settings;
import io.minibatch.spec.Trait;
import io.minibatch.trial.Trial;
import io.minibatch.tune.Journal;
import io.minibatch.tune.SearchSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Specifications are what they were, whatever they are written to and read from. */
class SettingsRoundTripTest {
    private static final Path PAGE = Path.of("native-notes", "settings.md");

    @TempDir
    private Path folder;

    static Stream<RunSpec> specs() {
        return RandomSpecs.all();
    }

    static Stream<Setting<?>> settings() {
        return Settings.ofTraining().stream();
    }

    private static CommandLine parsed(List<String> arguments) {
        CommandLine command = new CommandLine(new TrainCommand());
        command.parseArgs(arguments.toArray(String[]::new));
        return command;
    }

    private static List<String> flags(Settings settings) {
        long seed = settings.require(LoopSpec.SEED);
        return new Trial("", "", settings.without(List.of(LoopSpec.SEED)), seed).flags();
    }

    /** Returns the command that {@code run.json} holds. */
    private RecordedRun recorded(Settings settings) throws IOException {
        List<String> command = RunRecord.command(parsed(flags(settings)));
        Files.writeString(folder.resolve("run.json"), new Gson().toJson(Map.of("command", command)));
        return RecordedRun.read(folder);
    }

    private static Settings resumed(RecordedRun run) {
        List<String> command = run.command();
        return SettingOptions.given(parsed(command.subList(1, command.size())));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void options_repeatASpecification(RunSpec spec) {
        assertEquals(
                spec, SettingOptions.given(parsed(flags(Settings.of(spec)))).spec());
    }

    @ParameterizedTest
    @MethodSource("specs")
    void runJson_repeatsASpecification(RunSpec spec) throws IOException {
        assertEquals(spec, resumed(recorded(Settings.of(spec))).spec());
    }

    @ParameterizedTest
    @MethodSource("specs")
    void experiment_repeatsASpecification(RunSpec spec) throws IOException {
        Settings settings = Settings.of(spec).without(List.of(LoopSpec.SEED));
        Path file = folder.resolve("own.json");
        Map<String, Object> experiment = Map.of(
                "title",
                "T",
                "chapter",
                "C",
                "claim",
                "M",
                "common",
                settings.texts(),
                "runs",
                List.of(Map.of("label", "one")));
        Files.writeString(file, new Gson().toJson(experiment));
        Trial trial =
                Experiments.of(file.toString(), false).trials(1, Settings.NONE).get(0);
        assertEquals(settings, trial.settings());
        assertEquals(settings.spec(), trial.settings().spec());
    }

    @ParameterizedTest
    @MethodSource("specs")
    void searchSpaceAndJournal_repeatASpecification(RunSpec spec) {
        Settings all = Settings.of(spec);
        Settings settings = all.without(
                all.given().stream().filter(setting -> !setting.isSearchable()).toList());
        String space = settings.texts().entrySet().stream()
                .map(each -> each.getKey() + "=[" + each.getValue() + "|" + each.getValue() + "]")
                .collect(Collectors.joining(" "));
        int size = settings.given().size();
        Settings point = SearchSpace.parse(space).at(new double[size]);
        assertEquals(settings, point);
        Path file = folder.resolve("journal");
        Journal.Entry entry = new Journal.Entry(0, 1, point, Collections.nCopies(size, 0.0), 0.5, 1, "completed");
        new Journal(file, "head").add(entry);
        assertEquals(List.of(entry), new Journal(file, "head").entries());
    }

    @ParameterizedTest
    @MethodSource("settings")
    void setting_isInHelpAndRunJsonAndResumed(Setting<?> setting) throws IOException {
        String help = new CommandLine(new TrainCommand()).getUsageMessage();
        assertTrue(help.lines().anyMatch(line -> line.matches(" +--" + setting.name() + "\\b.*")), setting.name());
        Settings settings = RandomSpecs.all()
                .map(Settings::of)
                .filter(each -> each.has(setting))
                .findFirst()
                .orElseThrow();
        RecordedRun run = recorded(settings);
        assertTrue(run.command().stream().anyMatch(argument -> argument.matches("--" + setting.name() + "(=.*)?")));
        assertTrue(resumed(run).has(setting));
        assertEquals(settings.get(setting), resumed(run).get(setting));
    }

    @Test
    void settingsPage_isThatOfTheTable() throws IOException {
        String page = page();
        Path generated = Files.writeString(Path.of("target", "settings.md"), page);
        assertEquals(page, Files.readString(PAGE), "copy " + generated + " to " + PAGE);
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # Settings

                Each setting is an option of `minibatch train` with two dashes, and a name for `--set`, for the files of
                experiments and for `--space`. A list is joined by commas; a setting without a value has `true`. The page is
                generated from the table in `io.minibatch.spec`, and a test compares the two.

                *Search*: `--space` may vary it. *Steps*: for mini-batches only, refused with `lbfgs`, `cg`, `hessian-free` and
                `newton`.

                | Setting | Value | Default | Search | Steps | Description |
                |---|---|---|---|---|---|
                """);
        Settings.ofTraining().forEach(setting -> page.append(row(setting)));
        page.append("""

                Experiments and searches also have these, which `train` does not:

                | Setting | Value | Description |
                |---|---|---|
                """);
        Settings.with(Trait.TRIAL)
                .forEach(setting -> page.append("| `" + setting.name() + "` | " + code(setting.placeholder()) + " | "
                        + texts(setting) + " |\n"));
        return page.toString();
    }

    private static String row(Setting<?> setting) {
        String initial = setting.initialText();
        String description = texts(setting).replace("|", "\\|").replaceAll(" \\(default: \\$\\{[A-Z-]+\\}[^)]*\\)", "");
        return "| `" + setting.name() + "` | " + code(setting.placeholder()) + " | "
                + code(initial == null || setting.placeholder().isEmpty() ? "" : initial) + " | "
                + (setting.isSearchable() ? "yes" : "") + " | " + (setting.has(Trait.STEPS) ? "yes" : "") + " | "
                + description + " |\n";
    }

    private static String texts(Setting<?> setting) {
        return (setting.description() + " " + setting.details()).strip();
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text.replace("|", "\\|") + "`";
    }
}
