package io.minibatch.cli;

import io.minibatch.io.AtomicFile;
import io.minibatch.io.ShellCommand;
import io.minibatch.report.RecordedRun;
import io.minibatch.report.RunFolder;
import io.minibatch.spec.Settings;
import io.minibatch.trial.Trial;
import io.minibatch.tune.GuidedSearch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Finds hyper-parameters step by step, as the chapter does by hand, and trains a network with them. */
@Command(
        name = "guided",
        customSynopsis = "minibatch tune guided [OPTION...]",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Finds eta, lambda and the mini-batch size step by step, as the chapter does.",
            "It starts with a part of the data, continues with all of it, explains each step, and trains a "
                    + "network with the settings found."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  minibatch tune guided", "  minibatch tune guided --set layers=784,100,10 --out tune/hundred"})
final class TuneGuidedCommand implements Callable<Integer> {
    private static final String RUNS = "runs";

    @Mixin
    private TuneArguments tune;

    /** The lines of the search, in Markdown. */
    private final List<String> lines = new ArrayList<>();

    private @Nullable Settings found;

    @Override
    public Integer call() {
        int status = tune.carryOutByAccuracy(study -> found = new GuidedSearch(study.alsoLogging(this::log)).run());
        return found == null ? status : train(new Trial("the last", "tune", found, tune.seed()));
    }

    private void log(String line) {
        lines.add(line);
    }

    /** Trains with the settings found, or resumes that run, and writes the report. */
    private int train(Trial last) {
        System.out.println("Train with it: " + tune.command(last));
        List<String> arguments = new ArrayList<>(last.flags());
        arguments.addAll(tune.place());
        Path runs = tune.out().resolve(RUNS);
        Path earlier = earlier(runs, arguments);
        Path run = earlier == null ? RunFolder.makeNext(runs) : earlier;
        TrainCommand training;
        if (earlier == null) {
            arguments.add("--out=" + run);
            training = RecordedCommand.parse(arguments);
            training.follow(tune.device());
        } else {
            training = RecordedCommand.parse(List.of("--resume=" + run));
        }
        int status = training.call();
        if (status == CommandLine.ExitCode.OK) {
            report(tune.command(last), run);
        }
        return status;
    }

    /** Returns the folder of a run of the same command, null where there is none. */
    private static @Nullable Path earlier(Path runs, List<String> arguments) {
        List<String> command =
                arguments(RunRecord.command(RecordedCommand.parse(arguments).commandLine()));
        for (int number = 1; ; number++) {
            Path run = runs.resolve(Integer.toString(number));
            if (!Files.exists(run.resolve("run.json"))) {
                return null;
            }
            if (arguments(RecordedRun.read(run).command()).equals(command)) {
                return run;
            }
        }
    }

    private static List<String> arguments(List<String> command) {
        return command.stream()
                .filter(argument -> !argument.startsWith("--out="))
                .toList();
    }

    private void report(ShellCommand command, Path run) {
        List<String> report = new ArrayList<>(List.of("# Guided tuning", ""));
        report.addAll(lines);
        String folder = RUNS + "/" + run.getFileName();
        report.addAll(List.of("", "The network is in [" + folder + "](" + folder + "). To train it again:", ""));
        report.addAll(List.of("```", command.toString(), "```", "", "![Curves](" + folder + "/curves.png)", ""));
        AtomicFile.writeText(tune.out().resolve("README.md"), String.join("\n", report));
        System.out.println("Saved in " + tune.out() + ": README.md, the rounds of the tuning");
    }
}
