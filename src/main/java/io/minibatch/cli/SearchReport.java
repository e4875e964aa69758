package io.minibatch.cli;

import io.minibatch.report.Chart;
import io.minibatch.report.Png;
import io.minibatch.trial.Trial;
import io.minibatch.tune.Journal;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** What a search found: the best trials as lines, and all of them as a plot. */
final class SearchReport {
    private static final int SHOWN = 5;

    private SearchReport() {}

    /**
     * Prints and draws.
     *
     * @param trial makes a trial of its number and its settings
     */
    static void write(
            Path folder,
            String space,
            List<Journal.Entry> entries,
            BiFunction<Integer, SortedMap<String, String>, Trial> trial) {
        List<Journal.Entry> best = entries.stream()
                .filter(entry -> entry.accuracy() != null)
                .sorted(Comparator.comparingDouble((Journal.Entry entry) -> -accuracy(entry)))
                .limit(SHOWN)
                .toList();
        System.out.println();
        for (Journal.Entry entry : best) {
            System.out.printf(
                    Locale.ROOT,
                    "%.2f %%  trial %d: %s%n",
                    100 * accuracy(entry),
                    entry.number() + 1,
                    TuneSearchCommand.words(entry.settings()));
        }
        if (!best.isEmpty()) {
            String flags = trial.apply(best.get(0).number(), best.get(0).settings()).flags().stream()
                    .filter(flag -> !flag.startsWith("--monitor"))
                    .collect(Collectors.joining(" "));
            System.out.println("Train with it: minibatch train " + flags);
        }
        Png.write(folder.resolve("search.png"), chart(space, entries).draw());
        System.out.println("Saved in " + folder + ": journal.jsonl, search.png");
    }

    private static Chart chart(String space, List<Journal.Entry> entries) {
        int count = entries.size();
        double[] number = new double[count];
        double[] each = new double[count];
        double[] highest = new double[count];
        double top = Double.NaN;
        for (int i = 0; i < count; i++) {
            number[i] = entries.get(i).number() + 1;
            each[i] = 100 * accuracy(entries.get(i));
            top = Double.isNaN(top) || each[i] > top ? each[i] : top;
            highest[i] = top;
        }
        return new Chart(
                "Search of " + space,
                Chart.Axis.of("trial", false),
                Chart.Axis.of("best validation accuracy in %", false),
                List.of(
                        new Chart.Series("each trial", number, each, new double[0], Chart.Style.POINTS),
                        new Chart.Series("best so far", number, highest, new double[0], Chart.Style.LINE)));
    }

    /** Returns the accuracy of a trial, NaN where it failed. */
    private static double accuracy(Journal.Entry entry) {
        Double accuracy = entry.accuracy();
        return accuracy == null ? Double.NaN : accuracy;
    }
}
