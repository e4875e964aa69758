package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The help of every command fits a terminal, groups its options, and ends with commands that can be pasted. */
class HelpTest {
    private static final int MOST_LINES_OF_AN_OPTION = 3;
    private static final Pattern NAME = Pattern.compile("(?m)^  (?:-\\w, )?(--[\\w-]+)");

    static Stream<CommandLine> commands() {
        return withSubcommands(Minibatch.program());
    }

    static Stream<CommandLine> withOptions() {
        return commands().filter(command -> command.getSubcommands().isEmpty());
    }

    private static Stream<CommandLine> withSubcommands(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(HelpTest::withSubcommands));
    }

    private static String help(CommandLine command) {
        return command.getUsageMessage(Ansi.OFF);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void help_fits80Columns(CommandLine command) {
        help(command).lines().forEach(line -> assertTrue(line.length() <= 80, line));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void help_namesEachOptionOnce(CommandLine command) {
        List<String> named = new ArrayList<>();
        Matcher matcher = NAME.matcher(help(command));
        while (matcher.find()) {
            named.add(matcher.group(1));
        }
        List<String> options = command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .map(OptionSpec::longestName)
                .sorted()
                .toList();
        assertEquals(options, named.stream().sorted().toList());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void help_ofAnOption_isShort(CommandLine command) {
        int lines = 0;
        for (String line : help(command).lines().toList()) {
            lines = line.startsWith(" ".repeat(20)) ? lines + 1 : 1;
            assertTrue(lines <= MOST_LINES_OF_AN_OPTION, line);
        }
    }

    private static CommandLine train() {
        return Objects.requireNonNull(Minibatch.program().getSubcommands().get("train"));
    }

    @Test
    void train_wordsAreWhole() {
        CommandLine train = train();
        List<String> shown = List.of(help(train).split("\\s+"));
        for (OptionSpec option : train.getCommandSpec().options()) {
            for (String word : String.join(" ", option.description()).split(" ")) {
                assertTrue(shown.contains(word), option.longestName() + ": " + word);
            }
        }
    }

    @Test
    void train_eachOptionHasAGroup() {
        CommandLine train = train();
        List<OptionSpec> options = train.getCommandSpec().options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .toList();
        assertEquals(List.of(), HelpGroup.ofNone(options));
        String help = help(train);
        assertTrue(help.indexOf("\nNetwork:") < help.indexOf("\nOptimizer:"), help);
        assertTrue(help.indexOf("\nRun:") < help.indexOf("\nDevice:"), help);
    }

    @Test
    void groups_nameOptionsThatACommandHas() {
        Set<String> known = commands()
                .flatMap(command -> command.getCommandSpec().options().stream())
                .map(OptionSpec::longestName)
                .collect(Collectors.toSet());
        for (HelpGroup group : HelpGroup.values()) {
            group.names().forEach(name -> assertTrue(known.contains(name), name));
        }
    }

    @ParameterizedTest
    @MethodSource("withOptions")
    void examples_areParsed(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        String footer = String.join("\n", spec.usageMessage().footer()).replace("\\\n", " ");
        List<String> examples = footer.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("minibatch "))
                .toList();
        assertFalse(examples.isEmpty() && !spec.name().equals("doctor"), spec.qualifiedName());
        for (String example : examples) {
            assertTrue(example.startsWith(spec.qualifiedName()), example);
            Minibatch.program().parseArgs(arguments(example));
        }
    }

    private static String[] arguments(String example) {
        String words = example.replaceFirst(" > .*", "");
        return Arrays.stream(words.split(" +(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)"))
                .skip(1)
                .map(word -> word.replace("\"", ""))
                .toArray(String[]::new);
    }
}
