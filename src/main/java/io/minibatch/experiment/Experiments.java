package io.minibatch.experiment;

import io.minibatch.io.AtomicFile;
import io.minibatch.io.Reason;
import io.minibatch.io.TextFile;
import io.minibatch.spec.Settings;
import io.minibatch.trial.Archive;
import io.minibatch.trial.LocalWorkers;
import io.minibatch.trial.Outcome;
import io.minibatch.trial.Trial;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The chapter's experiments and those of users, and their reports. */
public final class Experiments {
    /** In the order of the chapter, then those beyond it. */
    public static final List<String> NAMES = List.of(
            "costs",
            "early-stopping",
            "regularization-parameter",
            "l1-l2",
            "dropout",
            "expanded-data",
            "elastic",
            "deep-big-simple",
            "more-data",
            "svm",
            "weight-initialization",
            "large-init-and-l2",
            "monitoring",
            "broad-strategy",
            "learning-rate",
            "learning-rate-threshold",
            "learning-rate-schedule",
            "mini-batch",
            "second-order",
            "momentum",
            "activations",
            "averaging",
            "committee",
            "test-time-variants",
            "time-to-accuracy");

    /** Maximum number of seeds of a trial. */
    public static final int MAX_SEEDS = Experiment.MAX_SEEDS;

    private static final String SUFFIX = ".json";

    private Experiments() {}

    /** Returns the settings of one of the chapter's, as JSON. */
    public static String json(String name) {
        try (InputStream in = Experiments.class.getResourceAsStream(name + ".json")) {
            if (in == null) {
                throw new ExperimentException("unknown experiment '" + name + "'; choose from "
                        + String.join(", ", NAMES) + ", or name a file that ends in .json");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * Returns one of the chapter's by its name, or one of a user by a file whose name ends in {@code .json}.
     *
     * @param quick with settings for a first look
     */
    public static Experiment of(String name, boolean quick) {
        Experiment experiment = parse(name, text(name));
        return quick ? experiment.quickly() : experiment;
    }

    /**
     * Returns the plan of an experiment that is named as for {@link #of}.
     *
     * @param seeds seeds of each trial, 1 to {@link #MAX_SEEDS}, null for the experiment's own number
     * @param changed settings of all trials that replace those of the same name
     */
    public static ExperimentPlan plan(String name, boolean quick, @Nullable Integer seeds, Settings changed) {
        String text = text(name);
        Experiment experiment = quick ? parse(name, text).quickly() : parse(name, text);
        return new ExperimentPlan(experiment.name(), text, quick, seeds == null ? experiment.seeds() : seeds, changed);
    }

    private static Experiment parse(String name, String text) {
        return Experiment.parse(name.endsWith(SUFFIX) ? folder(Path.of(name)) : name, name, text);
    }

    /** Returns the name of the folder of a user's experiment. */
    private static String folder(Path file) {
        String name = String.valueOf(file.getFileName());
        String folder = name.substring(0, name.length() - SUFFIX.length());
        if (folder.isEmpty() || folder.startsWith(".") || folder.equals(Archive.FOLDER)) {
            throw new ExperimentException(file + ": the name of the file, without " + SUFFIX
                    + ", is that of the experiment's folder, which must not start with a dot or be '" + Archive.FOLDER
                    + "'; rename the file");
        }
        return folder;
    }

    private static String text(String name) {
        if (!name.endsWith(SUFFIX)) {
            return json(name);
        }
        try {
            return TextFile.read(Path.of(name));
        } catch (IOException unreadable) {
            throw new ExperimentException(name + ": cannot be read: " + Reason.of(unreadable));
        } catch (InvalidPathException wrong) {
            throw new ExperimentException(Reason.of(wrong));
        }
    }

    /**
     * Carries an experiment out and writes its folder.
     *
     * @param out the folder of that folder
     * @return null if it was stopped
     */
    public static @Nullable ExperimentReport run(LocalWorkers workers, ExperimentRecord planned, Path out) {
        Experiment experiment = planned.experiment();
        Map<Trial, Outcome> outcomes = workers.run(planned.plan().trials(), experiment.alone());
        if (outcomes == null) {
            return null;
        }
        Results results = Results.of(experiment, outcomes);
        ResultFiles.write(out.resolve(experiment.name()), results, planned.circumstances());
        return new ExperimentReport(results);
    }

    /** Writes {@code index.html}, one page of several experiments. */
    public static Path page(Path out, List<ExperimentReport> reports, Map<String, String> circumstances) {
        Path page = out.resolve("index.html");
        AtomicFile.writeText(
                page,
                HtmlPage.of(reports.stream().map(ExperimentReport::results).toList(), circumstances));
        return page;
    }
}
