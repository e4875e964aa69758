package io.minibatch.experiment;

import io.minibatch.io.Excerpt;
import io.minibatch.io.JsonFields;
import io.minibatch.spec.SettingException;
import io.minibatch.spec.Settings;
import io.minibatch.spec.SettingsJson;
import io.minibatch.trial.Trial;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An experiment read from JSON: its trials, charts, measures and checks; {@code native-notes/experiments.md} has its
 * fields.
 *
 * @param chapter the section of chapter 3 that it repeats
 * @param claim the chapter's claim
 * @param notes what a reader should know about the settings, perhaps empty
 * @param alone whether its times are compared, so that nothing else may run beside a trial
 * @param seeds how many there are of each trial unless another number is asked for
 * @param common settings of all runs
 * @param quick settings of a first look, that replace those of the same name
 */
public record Experiment(
        String name,
        String title,
        String chapter,
        String claim,
        String notes,
        boolean alone,
        int seeds,
        Settings common,
        Settings quick,
        List<Run> runs,
        List<Plot> plots,
        List<Measure> table,
        List<Check> checks) {
    static final int MAX_SEEDS = 1000;
    private static final int LONGEST_LABEL = 200;
    private static final Pattern NAME_IN_BRACES = Pattern.compile("\\{([^{}]*)\\}");

    /**
     * One or several trials.
     *
     * @param label of each trial, in which {@code {eta}} stands for the value of the setting eta
     * @param series of each trial likewise
     * @param fullOnly whether it takes too long for a first look
     * @param vary settings of one trial each; empty for a single trial
     */
    record Run(String label, String series, boolean fullOnly, Settings settings, List<Settings> vary) {
        static Run read(JsonFields fields) {
            String label = fields.text("label");
            Run run = new Run(
                    label,
                    fields.text("series", label),
                    fields.flag("full-only"),
                    SettingsJson.read(fields, "settings"),
                    SettingsJson.readAll(fields, "vary"));
            if (Math.max(label.length(), run.series.length()) > LONGEST_LABEL) {
                throw new IllegalArgumentException(
                        "\"label\" and \"series\" must have at most " + LONGEST_LABEL + " characters");
            }
            fields.refuseOthers();
            return run;
        }
    }

    /**
     * Reads an experiment.
     *
     * @param where the file, for messages
     * @throws ExperimentException in one line that names the file and the field
     */
    static Experiment parse(String name, String where, String json) {
        try {
            Experiment experiment = read(name, JsonFields.parse(json));
            experiment.requireLabels();
            return experiment;
        } catch (SettingException wrong) {
            throw new ExperimentException(where + ": " + wrong.message(setting -> setting));
        } catch (IllegalArgumentException wrong) {
            throw new ExperimentException(where + ": " + wrong.getMessage());
        }
    }

    private static Experiment read(String name, JsonFields fields) {
        Experiment experiment = new Experiment(
                name,
                fields.text("title"),
                fields.text("chapter"),
                fields.text("claim"),
                fields.text("notes", ""),
                fields.flag("alone"),
                fields.has("seeds") ? (int) fields.count("seeds", MAX_SEEDS) : 1,
                SettingsJson.read(fields, "common"),
                SettingsJson.read(fields, "quick"),
                fields.objects("runs", Run::read),
                fields.objects("plots", Plot::read),
                fields.texts("table").stream().map(Experiment::measure).toList(),
                fields.objects("checks", Check::read));
        fields.refuseOthers();
        if (experiment.runs.isEmpty() || experiment.seeds < 1) {
            throw new IllegalArgumentException("\"runs\" must name one run or more, and \"seeds\" must be 1 or more");
        }
        return experiment;
    }

    private static Measure measure(String text) {
        try {
            return Measure.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("table: " + wrong.getMessage(), wrong);
        }
    }

    /** Checks name labels, which must be there. */
    private void requireLabels() {
        Set<String> labels = new LinkedHashSet<>();
        trials(1, Settings.NONE).forEach(trial -> labels.add(trial.label()));
        for (Check check : checks) {
            for (String label : check.than() == null ? List.of(check.run()) : List.of(check.run(), check.than())) {
                if (!labels.contains(label)) {
                    throw new IllegalArgumentException("a check is about \"" + Excerpt.of(label)
                            + "\", but the runs are " + Excerpt.of(String.join(", ", labels)));
                }
            }
        }
    }

    /** Returns its settings for a first look. */
    Experiment quickly() {
        List<Run> quickRuns = runs.stream()
                .filter(run -> !run.fullOnly)
                .map(run -> new Run(
                        run.label,
                        run.series,
                        false,
                        run.settings.with(quick),
                        run.vary.stream().map(vary -> vary.with(quick)).toList()))
                .toList();
        return showing(1, quickRuns, plots.stream().map(Plot::unlimited).toList(), table, checks);
    }

    /** Returns it with other runs and pictures of them. */
    private Experiment showing(
            int otherSeeds, List<Run> otherRuns, List<Plot> otherPlots, List<Measure> columns, List<Check> claims) {
        return new Experiment(
                name,
                title,
                chapter,
                claim,
                notes,
                alone,
                otherSeeds,
                common,
                quick,
                otherRuns,
                otherPlots,
                columns,
                claims);
    }

    /** Returns the names of the series and values that its tables, plots and checks show. */
    public Set<String> measured() {
        Set<String> names = new LinkedHashSet<>();
        table.forEach(measure -> names.add(measure.name()));
        plots.forEach(plot -> names.addAll(plot.measured()));
        checks.forEach(check -> names.add(check.measure().name()));
        return names;
    }

    /**
     * Returns it without the columns, curves and checks of other series and values; a plot without a curve is left out.
     */
    public Experiment measuring(Predicate<String> isMeasured) {
        return showing(
                seeds,
                runs,
                plots.stream()
                        .flatMap(plot -> plot.measuring(isMeasured).stream())
                        .toList(),
                table.stream()
                        .filter(measure -> isMeasured.test(measure.name()))
                        .toList(),
                checks.stream()
                        .filter(check -> isMeasured.test(check.measure().name()))
                        .toList());
    }

    /** Returns how many trials each seed has. */
    int trialsOfASeed() {
        return runs.stream().mapToInt(run -> Math.max(1, run.vary.size())).sum();
    }

    /**
     * Returns the trials, seed by seed; a support vector machine, which has no seed, once.
     *
     * @param overriding settings that replace those of the same name
     */
    public List<Trial> trials(int numberOfSeeds, Settings overriding) {
        Set<Trial> trials = new LinkedHashSet<>();
        for (long seed = 1; seed <= numberOfSeeds; seed++) {
            for (Run run : runs) {
                Settings ofRun = common.with(run.settings);
                for (Settings variant : run.vary.isEmpty() ? List.of(Settings.NONE) : run.vary) {
                    Settings named = ofRun.with(variant);
                    Settings settings = named.with(overriding);
                    Trial trial = new Trial(filled(run.label, named), filled(run.series, named), settings, seed);
                    trials.add(trial.isSvm() ? trial.withSeed(1) : trial);
                }
            }
        }
        return List.copyOf(trials);
    }

    /** Puts values in place of the names in braces; a value that holds a brace is taken as it is. */
    private static String filled(String template, Settings settings) {
        return NAME_IN_BRACES
                .matcher(template)
                .replaceAll(name -> Matcher.quoteReplacement(
                        Objects.requireNonNullElse(settings.text(name.group(1)), name.group())));
    }
}
