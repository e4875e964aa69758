package io.minibatch.cli;

import io.minibatch.data.Split;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.spec.SettingException;
import io.minibatch.train.Score;
import io.minibatch.trial.Place;
import io.minibatch.trial.Preparation;
import io.minibatch.trial.Trial;
import io.minibatch.trial.TrialException;
import io.minibatch.trial.Workers;
import io.minibatch.tune.BayesianSampler;
import io.minibatch.tune.GridSampler;
import io.minibatch.tune.Journal;
import io.minibatch.tune.Ladder;
import io.minibatch.tune.RandomSampler;
import io.minibatch.tune.Sampler;
import io.minibatch.tune.Search;
import io.minibatch.tune.SearchRecord;
import io.minibatch.tune.SearchReport;
import io.minibatch.tune.SearchSheet;
import io.minibatch.tune.SearchSpace;
import io.minibatch.tune.TreeParzenSampler;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Searches a space of hyper-parameters. */
@Command(
        name = "search",
        customSynopsis = "minibatch tune search [OPTION...]",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Searches a space of hyper-parameters.",
            "Trials are compared on the validation data. Interrupted searches resume."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  minibatch tune search --space \"eta=log(0.01,10) lambda=log(0.1,100)\"",
            "  minibatch tune search --space \"batch=[10,32,100] momentum=real(0,0.99)\" \\",
            "    --halving asha --set epochs=27 --set optimizer=momentum",
            "",
            "Samplers, halving and spaces in full: native-notes/tune.md"
        })
final class TuneSearchCommand implements Callable<Integer> {
    private static final int SHOWN = 5;

    @Option(
            names = "--space",
            paramLabel = "SPACE",
            required = true,
            description =
                    "Options of train and their ranges: log(LOW,HIGH), real(LOW,HIGH), int(LOW,HIGH) or [A,B,...].")
    private String space;

    @Option(
            names = "--sampler",
            paramLabel = "NAME",
            defaultValue = "bayesian",
            description = "Sampler: bayesian, tpe, random or grid (default: ${DEFAULT-VALUE}).")
    private String sampler;

    @Option(
            names = "--trials",
            paramLabel = "N",
            defaultValue = "40",
            description = "Number of trials (default: ${DEFAULT-VALUE}).")
    private int trials;

    @Option(
            names = "--halving",
            paramLabel = "NAME",
            defaultValue = "none",
            description = "Early end of weak trials: none, asha or hyperband (default: ${DEFAULT-VALUE}).")
    private String halving;

    @Option(
            names = "--per-second",
            description = "Maximize the expected improvement per second of training (bayesian only).")
    private boolean perSecond;

    @Mixin
    private TuneArguments tune;

    @Mixin
    private ClusterArguments cluster;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        tune.requireOut();
        Preparation preparation = tune.preparation();
        Search.Design design;
        PreparedTraining training;
        try {
            if (trials < 1) {
                throw new IllegalArgumentException("--trials must be at least 1, not " + trials);
            }
            cluster.requireProvider(tune.device());
            SearchSpace searched = SearchSpace.parse(space);
            design = new Search.Design(searched, sampler(searched), Ladder.whole(1), tune.settings(), tune.seed());
            training = firstAllowed(design, preparation);
            requireAccuracy(training);
            design = new Search.Design(
                    searched, sampler(searched), ladder(searched, training), tune.settings(), tune.seed());
        } catch (SettingException wrong) {
            throw new ParameterException(spec.commandLine(), "--space: " + wrong.message(name -> name), wrong);
        } catch (IllegalArgumentException wrong) {
            throw wrong(wrong);
        }
        try (TrialFolder folder = TrialFolder.open(tune.out())) {
            return search(design, training, preparation, folder.trials());
        }
    }

    private ParameterException wrong(IllegalArgumentException wrong) {
        return new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
    }

    private int search(Search.Design design, PreparedTraining training, Preparation preparation, Path outcomes) {
        Journal journal;
        try {
            journal = new Journal(tune.out().resolve(Journal.FILE), head(training.split()));
        } catch (IllegalArgumentException wrong) {
            throw wrong(wrong);
        }
        SearchRecord record = record(design, score(training));
        record.write(tune.out());
        String comparisons = design.ladder().comparisons();
        if (!comparisons.isEmpty()) {
            System.out.println("Trials are compared " + comparisons + "; the best third continues each time.");
        }
        Place place = TrialPlace.of(tune.device(), training, design.together(trials));
        SearchLines lines = new SearchLines(trials, journal.last(), score(training));
        Search search = new Search(design, journal, trial -> check(preparation, trial), lines);
        try (lines;
                Workers workers = cluster.workers(outcomes, preparation, place, tune.device(), search);
                Interruption interruption = Interruption.calls(workers::requestStop)) {
            boolean finished = search.run(trials, workers);
            lines.close();
            if (!finished) {
                System.out.println("Stopped as asked; finished trials are kept. Resume with the same command.");
                return Interruption.EXIT_CODE;
            }
            System.out.println();
            TrialPlace.sayMostAtOnce(workers, System.out::println);
        }
        report(new SearchReport(record, journal.entries()), score(training));
        return 0;
    }

    private SearchRecord record(Search.Design design, Score score) {
        SearchRecord.Shared shared = new SearchRecord.Shared(design.settings(), design.seed(), tune.place());
        return new SearchRecord(space, samplerInWords(), design.ladder(), trials, score, shared);
    }

    /**
     * Returns a training of the space, so that a wrong flag is refused before anything is written: that of the middle,
     * or of an end where some settings of the space are not allowed.
     *
     * @throws TrialException where neither is allowed
     */
    private static PreparedTraining firstAllowed(Search.Design design, Preparation preparation) {
        TrialException wrong = null;
        for (double height : new double[] {0.5, 0, 1}) {
            double[] point = new double[design.space().size()];
            Arrays.fill(point, height);
            try {
                return preparation.prepare(design.trial(0, design.space().at(point)));
            } catch (TrialException refused) {
                wrong = wrong == null ? refused : wrong;
            }
        }
        throw Objects.requireNonNull(wrong);
    }

    private static void check(Preparation preparation, Trial trial) {
        try {
            preparation.prepare(trial);
        } catch (TrialException refused) {
            throw FailureMessage.named(refused);
        }
    }

    private void requireAccuracy(PreparedTraining training) {
        if (!training.options().monitoring().monitors().contains(score(training).monitor())) {
            throw new IllegalArgumentException(
                    "--set monitor=" + tune.settings().text("monitor") + ": must include "
                            + score(training).monitor().label() + ", by which trials are compared");
        }
    }

    /**
     * Returns what decides which trials there are and what comes of them, but not how many, except where that shapes a
     * grid.
     */
    private String head(Split split) {
        return String.join(
                " ",
                samplerInWords() + (sampler.equals("grid") ? " of " + trials : ""),
                halving,
                space.trim().replaceAll("\\s+", " "),
                "seed=" + tune.seed(),
                tune.settings().toString(),
                Place.dataOf(split.source()));
    }

    private String samplerInWords() {
        return sampler + (perSecond ? " per second" : "");
    }

    private Sampler sampler(SearchSpace searched) {
        if (perSecond && !sampler.equals("bayesian")) {
            throw new IllegalArgumentException("--per-second is for --sampler bayesian, not for " + sampler);
        }
        return switch (sampler) {
            case "bayesian" -> new BayesianSampler(tune.seed(), searched.size(), perSecond);
            case "tpe" -> new TreeParzenSampler(tune.seed(), searched.size());
            case "random" -> new RandomSampler(tune.seed(), searched.size());
            case "grid" -> grid(searched);
            default ->
                throw new IllegalArgumentException(
                        "--sampler must be bayesian, tpe, random or grid, not '" + sampler + "'");
        };
    }

    private Sampler grid(SearchSpace searched) {
        try {
            return GridSampler.of(searched, trials);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("--" + wrong.getMessage(), wrong);
        }
    }

    private Ladder ladder(SearchSpace searched, PreparedTraining training) {
        int epochs = training.options().hyperparameters().epochs();
        if (halving.equals("none")) {
            return Ladder.whole(epochs);
        }
        if (training.minimizer() != null
                || searched.dimensions().stream()
                        .anyMatch(dimension -> dimension.name().equals("epochs"))) {
            throw new IllegalArgumentException(
                    "--halving compares trials of the same number of epochs, by mini-batches: the space must not have "
                            + "epochs, nor the optimizer work on all examples at once");
        }
        Ladder ladder = switch (halving) {
            case "asha" -> Ladder.successiveHalving(epochs);
            case "hyperband" -> Ladder.hyperband(epochs);
            default ->
                throw new IllegalArgumentException("--halving must be none, asha or hyperband, not '" + halving + "'");
        };
        if (ladder.epochs().size() == 1) {
            throw new IllegalArgumentException("--halving " + halving + ": trials must have at least 3 epochs, not "
                    + epochs + "; set more by --set epochs=N");
        }
        return ladder;
    }

    private static Score score(PreparedTraining training) {
        return Score.of(training.split().training().schema().task());
    }

    private void report(SearchReport report, Score score) {
        List<Journal.Entry> best = report.best();
        for (Journal.Entry entry : best.subList(0, Math.min(SHOWN, best.size()))) {
            System.out.printf(
                    Locale.ROOT,
                    "%s  trial %d: %s%n",
                    score.text(entry.accuracyOrNaN()),
                    entry.number() + 1,
                    entry.settings());
        }
        if (!best.isEmpty()) {
            System.out.println("Train with it: " + report.command(best.get(0)));
        }
        SearchSheet.write(report, tune.out());
        System.out.println("Saved in " + tune.out() + ": index.html and its pictures, journal.jsonl");
        if (best.isEmpty()) {
            throw new TrialException("--space: no trial of " + trials + " ended with an " + score.label() + ": "
                    + report.failures() + "; give other ranges");
        }
    }
}
