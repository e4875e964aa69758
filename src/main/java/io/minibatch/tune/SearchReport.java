package io.minibatch.tune;

import static io.minibatch.report.Html.escaped;

import io.minibatch.io.AtomicFile;
import io.minibatch.io.ShellCommand;
import io.minibatch.report.Bars;
import io.minibatch.report.Chart;
import io.minibatch.report.Html;
import io.minibatch.report.ParallelAxes;
import io.minibatch.report.Png;
import io.minibatch.train.Score;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a search found: its best trials, plots of all of them, and a page of it all. */
public final class SearchReport {
    /** Kinds of failure that are listed. */
    private static final int SHOWN = 3;

    private final Search.Design design;
    private final List<Journal.Entry> all;
    private final List<Journal.Entry> last;
    private final List<String> place;
    private final Score score;
    private final double unit;

    /**
     * Creates a report of what is in a journal.
     *
     * @param place arguments of {@code train} that choose the data and the backend of all trials
     * @param score by which trials are compared
     */
    public SearchReport(Search.Design design, Journal journal, List<String> place, Score score) {
        this.score = score;
        this.unit = score.monitor().quantity().isShare() ? 100 : 1;
        this.design = design;
        this.place = List.copyOf(place);
        all = journal.entries();
        last = journal.last();
    }

    /** Returns the trials that did not fail, the best first. */
    public List<Journal.Entry> best() {
        return last.stream()
                .filter(entry -> entry.accuracy() != null)
                .sorted(Comparator.comparing(Journal.Entry::accuracyOrNaN, Comparator.reverseOrder())
                        .thenComparing(Journal.Entry::number))
                .toList();
    }

    /** Returns how the trials that failed ended, and how many of each, "diverged (4)"; empty where none failed. */
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
        List<String> flags = design.trial(entry.number(), entry.settings()).flags().stream()
                .filter(flag -> !flag.startsWith("--monitor"))
                .toList();
        return ShellCommand.of("train").and(flags).and(place);
    }

    /** Writes {@code index.html} and its pictures into a folder. */
    public void write(Path folder) {
        Map<String, String> pictures = new LinkedHashMap<>();
        Png.write(folder.resolve("search.png"), overTime().draw());
        pictures.put("search.png", title() + " of each trial, and the best so far");
        if (!best().isEmpty()) {
            Png.write(folder.resolve("parallel.png"), parallel().draw());
            pictures.put("parallel.png", "Hyper-parameters of each trial");
        }
        Map<String, Double> importance = Importance.of(design.space(), last);
        if (!importance.isEmpty()) {
            Png.write(folder.resolve("importance.png"), bars(importance).draw());
            pictures.put("importance.png", "Importance of each hyper-parameter");
        }
        for (int d = 0; d < design.space().size(); d++) {
            Dimension dimension = design.space().dimensions().get(d);
            String file = "slice-" + dimension.name() + ".png";
            Png.write(folder.resolve(file), slice(dimension, d).draw());
            pictures.put(file, title() + " by " + dimension.name());
        }
        AtomicFile.writeText(folder.resolve("index.html"), page(pictures));
    }

    private Chart overTime() {
        double[] seconds = new double[all.size()];
        double[] each = new double[all.size()];
        double[] highest = new double[all.size()];
        double top = Double.NaN;
        double sum = 0;
        // A trial that goes on has the seconds of before in its own.
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
    private String title() {
        return score.label().substring(0, 1).toUpperCase(Locale.ROOT)
                + score.label().substring(1);
    }

    private ParallelAxes parallel() {
        List<Journal.Entry> known = best();
        List<ParallelAxes.Axis> axes = new ArrayList<>();
        for (Dimension dimension : design.space().dimensions()) {
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
                heights[d] =
                        design.space().dimensions().get(d).height(entry.point().get(d));
            }
            heights[heights.length - 1] = highest > lowest ? (entry.accuracyOrNaN() - lowest) / (highest - lowest) : 1;
            lines.add(new ParallelAxes.Line(heights, 1 - (double) rank / known.size()));
        }
        return new ParallelAxes("The trials, the better the bluer, the best orange", axes, lines);
    }

    private Bars bars(Map<String, Double> importance) {
        Map<String, Double> shares = new LinkedHashMap<>();
        importance.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(share -> shares.put(share.getKey(), share.getValue()));
        double together =
                1 - importance.values().stream().mapToDouble(share -> share).sum();
        if (together > 0 && importance.size() > 1) {
            shares.put("together", together);
        }
        return new Bars("How much of the variance of " + score.label() + " each explains", shares);
    }

    private String page(Map<String, String> pictures) {
        List<Journal.Entry> best = best();
        long failed = last.size() - best.size();
        StringBuilder body = new StringBuilder();
        body.append("<p>").append(last.size()).append(" trials");
        body.append(failed > 0 ? ", of which " + failed + " failed" : "");
        body.append(String.format(
                Locale.ROOT,
                ", %.0f seconds of training.",
                last.stream().mapToDouble(Journal.Entry::seconds).sum()));
        String comparisons = design.ladder().comparisons();
        body.append(comparisons.isEmpty() ? "" : " Trials were compared " + comparisons + ".")
                .append("</p>\n");
        if (!best.isEmpty()) {
            body.append("<p>The best: ").append(score.text(best.get(0).accuracyOrNaN()));
            body.append(" of the validation examples.</p>\n<pre>")
                    .append(escaped(command(best.get(0)).toString()))
                    .append("</pre>\n");
        }
        pictures.forEach((file, words) -> body.append("<p><img src=\"")
                .append(escaped(file))
                .append("\" alt=\"")
                .append(escaped(words))
                .append("\"></p>\n"));
        table(body);
        return Html.page("A search for hyper-parameters", body.toString());
    }

    private void table(StringBuilder body) {
        body.append("<table>\n<tr><th class=\"number\">Trial</th>");
        design.space()
                .dimensions()
                .forEach(dimension -> body.append("<th class=\"number\">")
                        .append(escaped(dimension.name()))
                        .append("</th>"));
        boolean halving = design.ladder().epochs().size() > 1;
        body.append(halving ? "<th class=\"number\">Epochs</th>" : "");
        body.append("<th class=\"number\">Seconds</th><th>" + title() + "</th></tr>\n");
        List<Journal.Entry> rows = new ArrayList<>(best());
        last.stream().filter(entry -> entry.accuracy() == null).forEach(rows::add);
        for (Journal.Entry entry : rows) {
            body.append("<tr><td class=\"number\">").append(entry.number() + 1).append("</td>");
            design.space()
                    .dimensions()
                    .forEach(dimension -> body.append("<td class=\"number\">")
                            .append(escaped(String.valueOf(entry.settings().text(dimension.name()))))
                            .append("</td>"));
            body.append(halving ? "<td class=\"number\">" + entry.epochs() + "</td>" : "");
            body.append(String.format(Locale.ROOT, "<td class=\"number\">%.1f</td><td>", entry.seconds()));
            body.append(escaped(entry.accuracy() == null ? entry.end() : score.text(entry.accuracyOrNaN())));
            body.append("</td></tr>\n");
        }
        body.append("</table>\n");
    }
}
