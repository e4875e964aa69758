package io.minibatch.tune;

import io.minibatch.io.Excerpt;
import io.minibatch.io.ShellCommand;
import io.minibatch.report.Bars;
import io.minibatch.report.Chart;
import io.minibatch.report.ParallelAxes;
import io.minibatch.report.Table;
import io.minibatch.train.Score;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The report of a search: its best trials, and plots and a table of all trials. */
public final class SearchReport {
    /** Kinds of failure that are listed. */
    private static final int SHOWN = 3;

    private final SearchRecord search;
    private final SearchSpace space;
    private final List<Journal.Entry> all;
    private final List<Journal.Entry> last;
    private final Score score;
    private final double unit;

    /**
     * Creates a report of entries of a journal, in their order.
     *
     * @throws IllegalArgumentException if the entries have other hyper-parameters than the search
     */
    public SearchReport(SearchRecord search, List<Journal.Entry> entries) {
        this.search = search;
        space = SearchSpace.parse(search.space());
        requireOfSpace(entries);
        score = search.score();
        unit = score.monitor().quantity().isShare() ? 100 : 1;
        all = List.copyOf(entries);
        last = Journal.last(entries);
    }

    private void requireOfSpace(List<Journal.Entry> entries) {
        Set<String> names = space.dimensions().stream().map(Dimension::name).collect(Collectors.toSet());
        for (Journal.Entry entry : entries) {
            if (!entry.settings().texts().keySet().equals(names)) {
                throw new IllegalArgumentException("the space has " + Excerpt.of(String.join(", ", names))
                        + ", but a trial of the journal has "
                        + Excerpt.of(String.join(", ", entry.settings().texts().keySet())));
            }
        }
    }

    /** Returns the trials that ended or came to a rung, by their numbers. */
    public List<Journal.Entry> last() {
        return last;
    }

    /** Returns the trials that did not fail, the best first. */
    public List<Journal.Entry> best() {
        return last.stream()
                .filter(entry -> entry.accuracy() != null)
                .sorted(Comparator.comparing(Journal.Entry::accuracyOrNaN, Comparator.reverseOrder())
                        .thenComparing(Journal.Entry::number))
                .toList();
    }

    /** Returns what a trial had of the space, "batch 10, eta 0.5". */
    public String describe(Journal.Entry entry) {
        return Search.words(entry.settings());
    }

    /** Returns how the trials that failed ended, and how many of each, "diverged (4)"; empty if none failed. */
    public String failures() {
        Map<String, Long> ends = last.stream()
                .filter(entry -> entry.accuracy() == null)
                .collect(Collectors.groupingBy(Journal.Entry::end, LinkedHashMap::new, Collectors.counting()));
        return ends.entrySet().stream()
                        .limit(SHOWN)
                        .map(end -> end.getKey() + " (" + end.getValue() + ")")
                        .collect(Collectors.joining(", "))
                + (ends.size() > SHOWN ? ", ..." : "");
    }

    /** Returns the command that trains with what a trial had. */
    public ShellCommand command(Journal.Entry entry) {
        SearchRecord.Shared shared = search.shared();
        List<String> flags =
                Search.trial(shared.settings(), shared.seed(), entry.number(), entry.settings()).flags().stream()
                        .filter(flag -> !flag.startsWith("--monitor"))
                        .toList();
        return ShellCommand.of("train").and(flags).and(shared.place());
    }

    /**
     * Returns a line for each numeric range at whose end the best trial lies, since better values may lie beyond it;
     * none if all trials failed.
     */
    public List<String> edges() {
        List<String> edges = new ArrayList<>();
        best().stream().findFirst().ifPresent(entry -> {
            for (int d = 0; d < space.size(); d++) {
                space.dimensions().get(d).edge(entry.point().get(d)).ifPresent(edges::add);
            }
        });
        return edges;
    }

    /** Returns the score of each trial and the best so far over the seconds of training. */
    public Chart overTime() {
        double[] seconds = new double[all.size()];
        double[] each = new double[all.size()];
        double[] highest = new double[all.size()];
        double top = Double.NaN;
        double sum = 0;
        // The seconds of a resumed trial include those before.
        Map<Integer, Double> secondsOf = new HashMap<>();
        for (int i = 0; i < seconds.length; i++) {
            Double before = secondsOf.put(all.get(i).number(), all.get(i).seconds());
            sum += all.get(i).seconds() - (before == null ? 0 : before);
            seconds[i] = sum;
            each[i] = unit * all.get(i).accuracyOrNaN();
            top = Double.isNaN(top) || each[i] > top ? each[i] : top;
            highest[i] = top;
        }
        return new Chart(
                "The search over time",
                Chart.Axis.of("seconds of training, of all trials together", false),
                axis(),
                List.of(
                        new Chart.Series("each trial", seconds, each, new double[0], Chart.Style.POINTS),
                        new Chart.Series("best so far", seconds, highest, new double[0], Chart.Style.LINE)));
    }

    private Chart.Axis axis() {
        return Chart.Axis.of("best validation " + score.label() + (unit == 1 ? "" : " in %"), false);
    }

    /** Returns the score against each hyper-parameter, in the order of the space. */
    public Map<String, Chart> slices() {
        Map<String, Chart> slices = new LinkedHashMap<>();
        for (int d = 0; d < space.size(); d++) {
            Dimension dimension = space.dimensions().get(d);
            slices.put(dimension.name(), slice(dimension, d));
        }
        return slices;
    }

    private Chart slice(Dimension dimension, int d) {
        List<Journal.Entry> known = best();
        boolean logarithmic = dimension instanceof Dimension.Real real && real.logarithmic();
        List<String> names = dimension instanceof Dimension.Choice choice ? choice.values() : List.of();
        String title = names.isEmpty()
                ? dimension.name()
                : IntStream.range(0, names.size())
                        .mapToObj(i -> (i + 1) + ": " + names.get(i))
                        .collect(Collectors.joining(", ", dimension.name() + " (", ")"));
        double[] x = known.stream()
                .mapToDouble(entry -> {
                    String value = dimension.at(entry.point().get(d));
                    return names.isEmpty() ? Double.parseDouble(value) : 1 + names.indexOf(value);
                })
                .toArray();
        double[] y = known.stream()
                .mapToDouble(entry -> unit * entry.accuracyOrNaN())
                .toArray();
        return new Chart(
                title() + " by " + dimension.name(),
                Chart.Axis.of(title, logarithmic),
                axis(),
                List.of(new Chart.Series("each trial", x, y, new double[0], Chart.Style.POINTS)));
    }

    /** Returns the name of the score as a heading begins with it. */
    public String title() {
        return score.label().substring(0, 1).toUpperCase(Locale.ROOT)
                + score.label().substring(1);
    }

    /**
     * Returns the trials of {@link #best} over an axis for each hyper-parameter and one for the score; empty without
     * trials.
     */
    public Optional<ParallelAxes> parallel() {
        List<Journal.Entry> known = best();
        if (known.isEmpty()) {
            return Optional.empty();
        }
        List<ParallelAxes.Axis> axes = new ArrayList<>();
        for (Dimension dimension : space.dimensions()) {
            axes.add(new ParallelAxes.Axis(dimension.name(), dimension.at(0), dimension.at(1)));
        }
        double highest = known.get(0).accuracyOrNaN();
        double lowest = known.get(known.size() - 1).accuracyOrNaN();
        axes.add(new ParallelAxes.Axis(score.label(), score.text(lowest), score.text(highest)));
        List<ParallelAxes.Line> lines = new ArrayList<>();
        for (int rank = 0; rank < known.size(); rank++) {
            Journal.Entry entry = known.get(rank);
            double[] heights = new double[axes.size()];
            for (int d = 0; d < heights.length - 1; d++) {
                heights[d] = space.dimensions().get(d).height(entry.point().get(d));
            }
            heights[heights.length - 1] = highest > lowest ? (entry.accuracyOrNaN() - lowest) / (highest - lowest) : 1;
            lines.add(new ParallelAxes.Line(heights, 1 - (double) rank / known.size()));
        }
        return Optional.of(new ParallelAxes("Trials: the better the bluer, the best in orange", axes, lines));
    }

    /** Returns how much of the variance each hyper-parameter explains; empty if there are too few trials. */
    public Optional<Bars> importance() {
        Map<String, Double> importance = Importance.of(space, last);
        if (importance.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Double> shares = new LinkedHashMap<>();
        importance.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(share -> shares.put(share.getKey(), share.getValue()));
        double together =
                1 - importance.values().stream().mapToDouble(share -> share).sum();
        if (together > 0 && importance.size() > 1) {
            shares.put("together", together);
        }
        return Optional.of(
                new Bars("Share of the variance of " + score.label() + " that each setting explains", shares));
    }

    /** Returns all trials, the best first and those that failed last; the last column is what came of a trial. */
    public Table table() {
        boolean halving = search.ladder().epochs().size() > 1;
        List<String> header = new ArrayList<>(List.of("Trial"));
        space.dimensions().forEach(dimension -> header.add(dimension.name()));
        if (halving) {
            header.add("Epochs");
        }
        header.addAll(List.of("Seconds", title()));
        List<Journal.Entry> ordered = new ArrayList<>(best());
        last.stream().filter(entry -> entry.accuracy() == null).forEach(ordered::add);
        List<List<String>> rows = new ArrayList<>();
        for (Journal.Entry entry : ordered) {
            List<String> row = new ArrayList<>(List.of(Integer.toString(entry.number() + 1)));
            space.dimensions()
                    .forEach(
                            dimension -> row.add(String.valueOf(entry.settings().text(dimension.name()))));
            if (halving) {
                row.add(Integer.toString(entry.epochs()));
            }
            row.add(String.format(Locale.ROOT, "%.1f", entry.seconds()));
            row.add(entry.accuracy() == null ? entry.end() : score.text(entry.accuracyOrNaN()));
            rows.add(row);
        }
        return new Table(header, rows);
    }

    /** Returns how many trials there are, how many failed, and the seconds of training. */
    public String summary() {
        long failed = last.size() - best().size();
        String comparisons = search.ladder().comparisons();
        return last.size() + " trials"
                + (failed > 0 ? " (" + failed + " failed)" : "")
                + String.format(
                        Locale.ROOT,
                        ", %.0f seconds of training.",
                        last.stream().mapToDouble(Journal.Entry::seconds).sum())
                + (comparisons.isEmpty() ? "" : " Trials were compared " + comparisons + ".");
    }

    /** Returns the score of the best trial in words, empty if all failed. */
    public Optional<String> describeBest() {
        return best().stream()
                .findFirst()
                .map(entry -> score == Score.ACCURACY
                        ? score.text(entry.accuracyOrNaN()) + " of the validation examples"
                        : score.label() + " " + score.text(entry.accuracyOrNaN()) + " on the validation examples");
    }
}
