package io.minibatch.benchmark;

import io.minibatch.train.GemmChoiceGrid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * Runs benchmarks by JMH's own flags and leaves for each class {@code NAME.json} with the circumstances, a table
 * {@code NAME.md}, and the charts that go with it, in {@code target/benchmarks}. What was measured there under the same
 * circumstances stays, so that a grid can be measured in parts. {@code SecondsToAccuracy}, {@code PhotographAccuracy}
 * and {@code GemmChoiceGrid} are programs of their own.
 */
public final class Benchmarks {
    private static final Path FOLDER = Path.of("target", "benchmarks");

    private Benchmarks() {}

    public static void main(String[] arguments)
            throws CommandLineOptionException, RunnerException, IOException, InterruptedException {
        if (Arrays.asList(arguments).contains(SecondsToAccuracy.class.getSimpleName())) {
            SecondsToAccuracy.main(FOLDER);
            return;
        }
        if (Arrays.asList(arguments).contains(PhotographAccuracy.class.getSimpleName())) {
            PhotographAccuracy.main(FOLDER);
            return;
        }
        if (arguments.length > 0 && arguments[0].equals(GemmChoiceGrid.class.getSimpleName())) {
            GemmChoiceGrid.main(Arrays.copyOfRange(arguments, 1, arguments.length));
            return;
        }
        CommandLineOptions given = new CommandLineOptions(arguments);
        if (given.shouldHelp()
                || given.shouldList()
                || given.shouldListWithParams()
                || given.shouldListProfilers()
                || given.shouldListResultFormats()) {
            Main.main(arguments);
            return;
        }
        String commit = ResultFile.commit(); // before what may be committed meanwhile
        Map<String, List<RunResult>> byClass = new Runner(given)
                .run().stream()
                        .collect(Collectors.groupingBy(Benchmarks::className, TreeMap::new, Collectors.toList()));
        byClass.forEach((name, results) -> {
            ResultFile file = ResultFile.in(FOLDER, name);
            file.add(results, commit, String.join(" ", arguments));
            file.write();
            Report.write(FOLDER, name, file.rows());
            System.out.println("Saved in " + FOLDER + ": " + name + ".json, " + name + ".md");
        });
    }

    private static String className(RunResult result) {
        String method = result.getParams().getBenchmark();
        String type = method.substring(0, method.lastIndexOf('.'));
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
