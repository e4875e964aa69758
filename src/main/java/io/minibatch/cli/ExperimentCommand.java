package io.minibatch.cli;

import io.minibatch.data.Split;
import io.minibatch.experiment.ExperimentPlan;
import io.minibatch.experiment.ExperimentRecord;
import io.minibatch.experiment.ExperimentReport;
import io.minibatch.experiment.Experiments;
import io.minibatch.experiment.Verdict;
import io.minibatch.io.AtomicFile;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.spec.Settings;
import io.minibatch.trial.Archive;
import io.minibatch.trial.Companions;
import io.minibatch.trial.LocalWorkers;
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
import java.util.stream.Collectors;
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
        description = {
            "Repeats experiments of the book's chapter.",
            "Each experiment has a folder with results, plots and a report. Interrupted experiments resume."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  minibatch experiment all --quick",
            "  minibatch experiment dropout momentum",
            "  minibatch experiment dropout --print > own.json"
        })
final class ExperimentCommand implements Callable<Integer> {
    private static final String ALL = "all";
    private static final String QUICK = "quick";

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description = "Experiments; all for the whole chapter; or a .json file of your own (default: list them).")
    private List<String> names = List.of();

    @Option(names = "--quick", description = "Use fewer examples and epochs, and one seed. Comparisons stay undecided.")
    private boolean quick;

    @Option(names = "--seeds", paramLabel = "K", description = "Trials of each kind (default: the experiment's own).")
    private @Nullable Integer seeds;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "Option of train, without dashes, for all trials, as epochs=5; repeatable.")
    private Map<String, String> overriding = Map.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Parent folder; new, empty, or of experiments to resume (default: experiments, with --quick "
                    + "experiments/quick).")
    private @Nullable Path out;

    @Option(names = "--print", description = "Print the experiment's settings as JSON, to start a file of your own.")
    private boolean print;

    @Mixin
    private DataFolderArguments data;

    @Mixin
    private BackendArguments device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (seeds != null && (seeds < 1 || seeds > Experiments.MAX_SEEDS)) {
            throw new ParameterException(
                    spec.commandLine(), "--seeds must be from 1 to " + Experiments.MAX_SEEDS + ", not " + seeds);
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
        List<ExperimentPlan> plans = chosen.stream()
                .map(name -> Experiments.plan(name, quick, seeds, changed))
                .distinct()
                .toList();
        requireOwnFolders(plans);
        return carryOut(plans);
    }

    private void requireOwnFolders(List<ExperimentPlan> plans) {
        Set<String> folders = new TreeSet<>();
        for (ExperimentPlan plan : plans) {
            if (!folders.add(plan.name())) {
                throw new ParameterException(
                        spec.commandLine(),
                        "two experiments are named '" + plan.name()
                                + "' and would overwrite each other's results; rename one of the files");
            }
        }
    }

    private int carryOut(List<ExperimentPlan> plans) {
        Path folder = out != null ? out : quick ? Path.of("experiments", QUICK) : Path.of("experiments");
        TrialFolder.requireForExperiments(folder, QUICK);
        Preparation preparation = Preparation.onDataAt(data.settings());
        List<Trial> trials =
                plans.stream().flatMap(plan -> plan.trials().stream()).toList();
        // Before anything is trained for an hour, so that a wrong flag of the last one is said at once.
        trials.forEach(preparation::prepare);
        PreparedTraining first = preparation.prepare(first(trials));
        Place place = TrialPlace.of(device, first, together(plans.get(0), preparation));
        String known = first.split().training().name();
        List<ExperimentRecord> records = plans.stream()
                .map(plan -> new ExperimentRecord(
                        plan,
                        absent(plan, first.split()),
                        place.key(),
                        circumstances(place, plan.experiment().alone(), known)))
                .toList();
        try (TrialFolder locked = TrialFolder.open(folder)) {
            ExperimentLines lines = new ExperimentLines(trials, Terminal.isInteractive());
            LocalWorkers workers = new LocalWorkers(locked.trials(), preparation, place, lines);
            new Archive(locked.trials(), place).open();
            records.forEach(each -> each.write(folder.resolve(each.plan().name())));
            return carryOut(records, workers, folder, lines);
        }
    }

    /** Returns the measures that the data do not allow, and prints a line for each cause. */
    private static Set<String> absent(ExperimentPlan plan, Split split) {
        Map<String, Set<String>> causes = new TreeMap<>();
        for (String name : plan.experiment().measured()) {
            String cause = Outcome.absence(name, split);
            if (cause != null) {
                causes.computeIfAbsent(cause, other -> new TreeSet<>()).add(name);
            }
        }
        causes.forEach((cause, names) -> System.out.println(plan.name() + ": without " + String.join(", ", names)
                + " in its tables, plots and checks: the data ("
                + split.training().name() + ") " + cause));
        return causes.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    }

    private static int carryOut(
            List<ExperimentRecord> records, LocalWorkers workers, Path folder, ExperimentLines lines) {
        List<ExperimentReport> reports = new ArrayList<>();
        try (Interruption interruption = Interruption.calls(workers::requestStop);
                lines) {
            for (ExperimentRecord planned : records) {
                Path own = folder.resolve(planned.plan().name());
                lines.title(planned.plan().name() + ": " + planned.experiment().title());
                AtomicFile.removeLeftovers(own);
                ExperimentReport report = Experiments.run(workers, planned, folder);
                if (report == null) {
                    lines.print("Stopped as asked; finished trials are kept. Resume with the same command.");
                    return Interruption.EXIT_CODE;
                }
                report.verdicts().forEach(verdict -> lines.print(line(verdict)));
                lines.print("Saved in " + own);
                reports.add(report);
            }
            if (reports.size() > 1) {
                lines.print("All of them in "
                        + Experiments.page(folder, reports, records.get(0).circumstances()));
            }
            TrialPlace.sayMostAtOnce(workers, lines::print);
        }
        return 0;
    }

    private static String line(Verdict verdict) {
        return String.format(Locale.ROOT, "%-11s%s: %s", verdict.answer().word(), verdict.claim(), verdict.figures());
    }

    /** Returns how many trials of the first experiment may run together on a GPU at most. */
    private static int together(ExperimentPlan first, Preparation preparation) {
        return first.experiment().alone() ? 1 : Companions.most(first.trials(), preparation);
    }

    /** Returns the first trial of a network, if there is one: a support vector machine needs no backend. */
    private static Trial first(List<Trial> all) {
        return all.stream().filter(trial -> !trial.isSvm()).findFirst().orElse(all.get(0));
    }

    private Map<String, String> circumstances(Place place, boolean alone, String data) {
        Map<String, String> circumstances = new LinkedHashMap<>();
        circumstances.put(
                "Machine",
                System.getProperty("os.name") + ", " + place.cores() + " threads, Java "
                        + System.getProperty("java.version"));
        circumstances.put("Device", place.device(alone));
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
