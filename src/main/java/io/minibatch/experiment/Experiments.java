package io.minibatch.experiment;

import io.minibatch.io.AtomicFile;
import io.minibatch.io.Reason;
import io.minibatch.io.TextFile;
import io.minibatch.trial.Laboratory;
import io.minibatch.trial.Outcome;
import io.minibatch.trial.Trial;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The chapter's experiments and those of users, and their reports. */
public final class Experiments {
    /** In the order of the chapter. */
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
            "activations");

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
        Experiment experiment = name.endsWith(".json") ? read(name) : Experiment.parse(name, name, json(name));
        return quick ? experiment.quickly() : experiment;
    }

    private static Experiment read(String path) {
        try {
            Path file = Path.of(path);
            String name = String.valueOf(file.getFileName()).replaceFirst("\\.json$", "");
            return Experiment.parse(name, file.toString(), TextFile.read(file));
        } catch (IOException unreadable) {
            throw new ExperimentException(path + ": cannot be read: " + Reason.of(unreadable));
        } catch (InvalidPathException wrong) {
            throw new ExperimentException(Reason.of(wrong));
        }
    }

    /**
     * Carries an experiment out and writes its folder.
     *
     * @param circumstances what a reader should know of the machine
     * @return what is to be given to {@link #page}, null where it was stopped
     */
    public static @Nullable Report carryOut(
            Laboratory laboratory,
            Experiment experiment,
            List<Trial> trials,
            Path out,
            Map<String, String> circumstances) {
        Map<Trial, Outcome> outcomes = laboratory.carryOut(trials, experiment.alone());
        if (outcomes == null) {
            return null;
        }
        Results results = Results.of(experiment, outcomes);
        Path folder = out.resolve(experiment.name());
        ResultFiles.write(folder, results, circumstances);
        return new Report(results, folder);
    }

    /** The results of an experiment and where they are. */
    public static final class Report {
        private final Results results;
        private final Path folder;

        private Report(Results results, Path folder) {
            this.results = results;
            this.folder = folder;
        }

        public Path folder() {
            return folder;
        }

        /** Returns a line for each claim: yes, no or undecided, and the figures. */
        public List<String> verdicts() {
            List<String> lines = new ArrayList<>();
            results.verdicts()
                    .forEach(verdict -> lines.add(String.format(
                            Locale.ROOT, "%-11s%s: %s", verdict.answer().word(), verdict.says(), verdict.figures())));
            return lines;
        }
    }

    /** Writes {@code index.html}, one page of several experiments. */
    public static Path page(Path out, List<Report> reports, Map<String, String> circumstances) {
        Path page = out.resolve("index.html");
        AtomicFile.writeText(
                page, HtmlPage.of(reports.stream().map(report -> report.results).toList(), circumstances));
        return page;
    }
}
