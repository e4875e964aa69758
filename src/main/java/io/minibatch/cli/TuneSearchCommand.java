package io.minibatch.cli;

import io.minibatch.backend.BackendException;
import io.minibatch.data.Split;
import io.minibatch.trial.Laboratory;
import io.minibatch.trial.Outcome;
import io.minibatch.trial.Trial;
import io.minibatch.tune.BayesianSampler;
import io.minibatch.tune.GridSampler;
import io.minibatch.tune.Journal;
import io.minibatch.tune.RandomSampler;
import io.minibatch.tune.Sampler;
import io.minibatch.tune.Search;
import io.minibatch.tune.SearchSpace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
        description =
                "Trains networks over a space of hyper-parameters and says which did best on the validation images. "
                        + "What was stopped goes on where it was.")
final class TuneSearchCommand implements Callable<Integer> {
    private static final int INTERRUPTED = 130;
    private static final int SEEDS_APART = 100_000;
    private static final String ACCURACY = "evaluation-accuracy";

    @Option(
            names = "--space",
            paramLabel = "SPACE",
            required = true,
            description =
                    "Flags of train and their ranges, as \"eta=log(0.001,10) lambda=log(0.1,100) batch=[10,32,100] "
                            + "epochs=int(5,30) momentum=real(0,0.99)\".")
    private String space;

    @Option(
            names = "--sampler",
            paramLabel = "NAME",
            defaultValue = "bayesian",
            description = "bayesian, random or grid (default: ${DEFAULT-VALUE}).")
    private String sampler;

    @Option(
            names = "--trials",
            paramLabel = "N",
            defaultValue = "40",
            description = "Trials (default: ${DEFAULT-VALUE}).")
    private int trials;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description =
                    "A flag of train, without its dashes, for all trials, as epochs=5. May be given several times.")
    private Map<String, String> fixed = Map.of();

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of the search (default: 1).")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "search",
            description = "Folder of the journal and the report (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Mixin
    private DataFolderArguments data;

    @Mixin
    private BackendArguments device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        SearchSpace searched;
        Sampler chosen;
        Journal journal;
        TrialFlags flags = new TrialFlags(data);
        Split split;
        try {
            if (trials < 1) {
                throw new IllegalArgumentException("--trials must be at least 1, not " + trials);
            }
            searched = SearchSpace.parse(space);
            chosen = sampler(searched);
            // The middle of the space, so that a wrong flag is said before anything is written.
            double[] middle = new double[searched.size()];
            Arrays.fill(middle, 0.5);
            split = flags.prepare(trial(0, searched.at(middle))).split();
            journal = new Journal(
                    out.resolve("journal.jsonl"),
                    String.join(" ", sampler, space, "seed=" + seed, new TreeMap<>(fixed).toString()));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
        SearchLines lines = new SearchLines(trials, journal.entries().size());
        Laboratory laboratory =
                new Laboratory(out.resolve("trials"), flags, TrialPlace.of(device, split.source()), lines);
        try (Interruption interruption = Interruption.calls(laboratory::requestStop)) {
            boolean done = new Search(searched, chosen, journal)
                    .run(trials, proposals -> carryOut(laboratory, proposals, lines));
            if (!done) {
                System.out.println("Stopped as asked; what was finished is kept. Go on with the same command.");
                return INTERRUPTED;
            }
        }
        SearchReport.write(
                out, space, journal.entries().headMap(trials).values().stream().toList(), this::trial);
        return 0;
    }

    private Sampler sampler(SearchSpace searched) {
        return switch (sampler) {
            case "bayesian" -> new BayesianSampler(seed, searched.size());
            case "random" -> new RandomSampler(seed, searched.size());
            case "grid" -> GridSampler.of(searched, trials);
            default ->
                throw new IllegalArgumentException("--sampler must be bayesian, random or grid, not '" + sampler + "'");
        };
    }

    private Trial trial(int number, SortedMap<String, String> settings) {
        SortedMap<String, String> all = new TreeMap<>(fixed);
        all.putIfAbsent("monitor", ACCURACY);
        all.putAll(settings);
        return new Trial(words(settings), "search", all, seed * SEEDS_APART + number);
    }

    static String words(SortedMap<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + " " + setting.getValue())
                .collect(Collectors.joining(", "));
    }

    /** A trial for which there is not enough memory is one that failed, and nothing more. */
    private @Nullable List<Journal.Entry> carryOut(
            Laboratory laboratory, List<Search.Proposal> proposals, SearchLines lines) {
        List<Trial> toDo = proposals.stream()
                .map(proposal -> trial(proposal.number(), proposal.settings()))
                .toList();
        Map<Trial, Outcome> outcomes = carryOut(laboratory, toDo);
        if (outcomes == null) {
            return null;
        }
        List<Journal.Entry> entries = new ArrayList<>();
        for (int i = 0; i < toDo.size(); i++) {
            Outcome outcome = outcomes.get(toDo.get(i));
            Journal.Entry entry = entry(proposals.get(i), outcome);
            lines.ended(entry);
            entries.add(entry);
        }
        return entries;
    }

    private static @Nullable Map<Trial, Outcome> carryOut(Laboratory laboratory, List<Trial> trials) {
        try {
            return laboratory.carryOut(trials, false);
        } catch (BackendException tooLarge) {
            Map<Trial, Outcome> alone = new HashMap<>();
            for (Trial trial : trials) {
                try {
                    Map<Trial, Outcome> outcome = laboratory.carryOut(List.of(trial), true);
                    if (outcome == null) {
                        return null;
                    }
                    alone.putAll(outcome);
                } catch (BackendException failed) {
                    alone.put(trial, new Outcome(Map.of(), Map.of(), new long[0], String.valueOf(failed.getMessage())));
                }
            }
            return alone;
        }
    }

    private static Journal.Entry entry(Search.Proposal proposal, @Nullable Outcome outcome) {
        double[] accuracies = outcome == null ? new double[0] : outcome.series().getOrDefault(ACCURACY, new double[0]);
        boolean failed =
                outcome == null || accuracies.length == 0 || outcome.end().equals("diverged");
        return new Journal.Entry(
                proposal.number(),
                proposal.settings(),
                Arrays.stream(proposal.point()).boxed().toList(),
                failed ? null : Arrays.stream(accuracies).max().orElseThrow(),
                outcome == null ? 0 : outcome.values().getOrDefault("seconds", 0.0),
                outcome == null ? "failed" : outcome.end());
    }
}
