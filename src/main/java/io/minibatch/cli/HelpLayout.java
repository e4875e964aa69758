package io.minibatch.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.Layout;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The help of a command in 80 columns; where there are many options, under the headings of {@link HelpGroup}. */
final class HelpLayout {
    static final int WIDTH = 80;

    /** The longest list that needs no headings. */
    private static final int FEW = 10;

    private static final int NAMES = 27;

    private HelpLayout() {}

    /** Lays out the help of a command and of its subcommands. */
    static void apply(CommandLine program) {
        Map<String, IHelpSectionRenderer> sections = new LinkedHashMap<>(program.getHelpSectionMap());
        sections.put(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST, HelpLayout::parameters);
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpLayout::options);
        program.setUsageHelpWidth(WIDTH).setHelpSectionMap(sections);
    }

    private static String parameters(Help help) {
        Layout layout = layout(help.colorScheme());
        layout.addPositionalParameters(help.commandSpec().positionalParameters(), help.parameterLabelRenderer());
        return layout.toString();
    }

    private static String options(Help help) {
        List<OptionSpec> all = help.commandSpec().options().stream()
                .filter(option -> !option.hidden())
                .toList();
        List<OptionSpec> standard = all.stream()
                .filter(option -> option.usageHelp() || option.versionHelp())
                .toList();
        List<OptionSpec> own =
                all.stream().filter(option -> !standard.contains(option)).toList();
        if (own.size() <= FEW) {
            return list(help, all);
        }
        String grouped = Stream.of(HelpGroup.values())
                .filter(group -> !group.of(own).isEmpty())
                .map(group -> heading(help, group) + list(help, group.of(own)))
                .collect(Collectors.joining());
        return list(help, HelpGroup.ofNone(own)) + grouped + System.lineSeparator() + list(help, standard);
    }

    private static String heading(Help help, HelpGroup group) {
        return help.createHeading("%n@|bold " + group.heading() + ":|@%n");
    }

    private static String list(Help help, List<OptionSpec> options) {
        Layout layout = layout(help.colorScheme());
        options.forEach(option -> layout.addOption(option, help.parameterLabelRenderer()));
        return layout.toString();
    }

    private static Layout layout(ColorScheme colours) {
        TextTable table = TextTable.forColumns(
                colours, new Column(NAMES, 2, Overflow.SPAN), new Column(WIDTH - NAMES, 1, Overflow.WRAP));
        table.indentWrappedLines = 0;
        return new Layout(
                colours,
                table,
                (option, labels, scheme) -> {
                    Text label = labels.renderParameterLabel(option, scheme.ansi(), scheme.optionParamStyles());
                    Text names = scheme.optionText(String.join(", ", option.names()));
                    return row(names.concat(label), option.description(), scheme);
                },
                (parameter, labels, scheme) -> row(
                        labels.renderParameterLabel(parameter, scheme.ansi(), scheme.parameterStyles()),
                        parameter.description(),
                        scheme));
    }

    private static Text[][] row(Text names, String[] description, ColorScheme scheme) {
        List<String> lines = wrapped(String.join(" ", description));
        return IntStream.range(0, lines.size())
                .mapToObj(i -> new Text[] {i == 0 ? names : scheme.text(""), scheme.text(lines.get(i))})
                .toArray(Text[][]::new);
    }

    /** Breaks a text between its words; picocli also breaks {@code halve[:N]} after the colon. */
    private static List<String> wrapped(String text) {
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > WIDTH - NAMES - 1) {
                lines.add(line);
                line = word;
            } else {
                line = line.isEmpty() ? word : line + " " + word;
            }
        }
        lines.add(line);
        return lines;
    }
}
