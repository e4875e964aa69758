package io.minibatch.cli;

import io.minibatch.data.Split;
import io.minibatch.experiment.Experiment;
import io.minibatch.experiment.Experiments;
import io.minibatch.io.AtomicFile;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.spec.Settings;
import io.minibatch.trial.Companions;
import io.minibatch.trial.Laboratory;
import io.minibatch.trial.Outcome;
import io.minibatch.trial.Place;
import io.minibatch.trial.Preparation;
import io.minibatch.trial.Trial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Repeats experiments of the chapter. */
@Command(
        name = "experiment",
        customSynopsis = "minibatch experiment [OPTION...] [NAME...]",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Repeats experiments of the chapter and keeps results, plots and a report in a folder each; without "
                        + "a name, lists them. Interrupted experiments resume.")
final class ExperimentCommand implements Callable<Integer> {
    private static final String ALL = "all";
    private static final String QUICK = "quick";

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description =
                    "Experiments, all for the whole chapter, or a .json file of one's own; several make one HTML page.")
    private List<String> names = List.of();

    @Option(
            names = "--quick",
            description = "Fewer examples and epochs, and one seed, which leaves comparisons undecided: a first look.")
    private boolean quick;

    @Option(names = "--seeds", paramLabel = "K", description = "Trials of each kind (default: the experiment's own).")
    private @Nullable Integer seeds;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description =
                    "A flag of train, without its dashes, for all trials, as epochs=5. May be given several times.")
    private Map<String, String> overriding = Map.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Folder of the folders, new, empty or of earlier experiments (default: experiments, with --quick experiments/quick).")
    private @Nullable Path out;

    @Option(names = "--print", description = "Print the experiment's settings, to change them in a .json of one's own.")
    private boolean print;

    @Mixin
    private DataFolderArguments data;

    @Mixin
    private BackendArguments device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (seeds != null && seeds < 1) {
            throw new ParameterException(spec.commandLine(), "--seeds must be at least 1, not " + seeds);
        }
        List<String> chosen = names.contains(ALL) ? Experiments.NAMES : names;
        if (print) {
            chosen.forEach(name -> System.out.print(Experiments.json(name)));
            return 0;
        }
        if (chosen.isEmpty()) {
            Experiments.NAMES.forEach(name -> System.out.printf(
                    Locale.ROOT, "%-26s%s%n", name, Experiments.of(name, false).title()));
            return 0;
        }
        Settings changed = TuneArguments.parsed(spec.commandLine(), overriding);
        Map<Experiment, List<Trial>> trials = new LinkedHashMap<>();
        for (String name : chosen) {
            Experiment experiment = Experiments.of(name, quick);
            trials.put(experiment, experiment.trials(seeds == null ? experiment.seeds() : seeds, changed));
        }
        return carryOut(trials);
    }

    private int carryOut(Map<Experiment, List<Trial>> trials) {
        Path folder = out != null ? out : quick ? Path.of("experiments", QUICK) : Path.of("experiments");
        TrialFolder.requireForExperiments(folder, QUICK);
        Preparation preparation = Preparation.onDataAt(data.settings());
        // Before anything is trained for an hour, so that a wrong flag of the last one is said at once.
        trials.values().stream().flatMap(List::stream).forEach(preparation::prepare);
        PreparedTraining first = preparation.prepare(first(trials));
        Place place = TrialPlace.of(device, first, together(trials, preparation));
        Map<Experiment, List<Trial>> measured = measured(trials, first.split());
        Map<String, String> circumstances =
                circumstances(place, first.split().training().name());
        try (TrialFolder locked = TrialFolder.open(folder)) {
            ExperimentLines lines = new ExperimentLines(
                    trials.values().stream().flatMap(List::stream).toList(), Terminal.isInteractive());
            Laboratory laboratory = new Laboratory(locked.trials(), preparation, place, lines);
            return carryOut(measured, laboratory, folder, circumstances, lines);
        }
    }

    /** Returns the experiments without the measures that the data do not allow, and prints a line for each experiment and cause. */
    private static Map<Experiment, List<Trial>> measured(Map<Experiment, List<Trial>> trials, Split split) {
        Map<Experiment, List<Trial>> measured = new LinkedHashMap<>();
        trials.forEach((experiment, ofIt) -> {
            Map<String, Set<String>> causes = new TreeMap<>();
            for (String name : experiment.measured()) {
                String cause = Outcome.absence(name, split);
                if (cause != null) {
                    causes.computeIfAbsent(cause, other -> new TreeSet<>()).add(name);
                }
            }
            causes.forEach((cause, names) -> System.out.println(experiment.name() + ": without "
                    + String.join(", ", names) + " in its tables, plots and checks: the data ("
                    + split.training().name() + ") " + cause));
            measured.put(experiment.measuring(name -> Outcome.absence(name, split) == null), ofIt);
        });
        return measured;
    }

    private static int carryOut(
            Map<Experiment, List<Trial>> trials,
            Laboratory laboratory,
            Path folder,
            Map<String, String> circumstances,
            ExperimentLines lines) {
        List<Experiments.Report> reports = new ArrayList<>();
        try (Interruption interruption = Interruption.calls(laboratory::requestStop);
                lines) {
            for (Map.Entry<Experiment, List<Trial>> each : trials.entrySet()) {
                lines.title(each.getKey().name() + ": " + each.getKey().title());
                AtomicFile.removeLeftovers(folder.resolve(each.getKey().name()));
                Experiments.Report report =
                        Experiments.carryOut(laboratory, each.getKey(), each.getValue(), folder, circumstances);
                if (report == null) {
                    lines.print("Stopped as asked; finished trials are kept. Resume with the same command.");
                    return Interruption.EXIT_CODE;
                }
                report.verdicts().forEach(lines::print);
                lines.print("Saved in " + report.folder());
                reports.add(report);
            }
            if (reports.size() > 1) {
                lines.print("All of them in " + Experiments.page(folder, reports, circumstances));
            }
            TrialPlace.sayMostAtOnce(laboratory, lines::print);
        }
        return 0;
    }

    /** Returns how many trials of the first experiment may run together on a GPU at most. */
    private static int together(Map<Experiment, List<Trial>> trials, Preparation preparation) {
        Map.Entry<Experiment, List<Trial>> first = trials.entrySet().iterator().next();
        return first.getKey().alone() ? 1 : Companions.most(first.getValue(), preparation);
    }

    /** Returns the first trial of a network, if there is one: a support vector machine needs no backend. */
    private static Trial first(Map<Experiment, List<Trial>> trials) {
        List<Trial> all = trials.values().stream().flatMap(List::stream).toList();
        return all.stream().filter(trial -> !trial.isSvm()).findFirst().orElse(all.get(0));
    }

    private Map<String, String> circumstances(Place place, String data) {
        Map<String, String> circumstances = new LinkedHashMap<>();
        circumstances.put(
                "Machine",
                System.getProperty("os.name") + ", " + place.cores() + " threads, Java "
                        + System.getProperty("java.version"));
        circumstances.put("Device", place.device());
        circumstances.put("Data", data);
        circumstances.put("Version", Version.current());
        if (quick) {
            circumstances.put("Quick", "fewer examples and epochs, for a first look only");
        }
        if (!overriding.isEmpty()) {
            circumstances.put("Changed", overriding.toString());
        }
        return circumstances;
    }
}
