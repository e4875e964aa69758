package io.minibatch.experiment;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.minibatch.io.AtomicFile;
import io.minibatch.io.JsonFields;
import io.minibatch.io.MinibatchException;
import io.minibatch.io.TextFile;
import io.minibatch.spec.SettingsJson;
import io.minibatch.trial.Archive;
import io.minibatch.trial.Outcome;
import io.minibatch.trial.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The plan of an experiment, saved as {@code experiment.json} in its folder before the first trial: with the
 * {@link Archive} beside that folder, all that a report needs, also of trials that have ended so far.
 *
 * @param absent names of the series and values that the data do not have
 * @param place the {@link io.minibatch.trial.Place#key} of the place
 * @param circumstances what a reader should know of the machine, in their order
 */
public record ExperimentRecord(
        ExperimentPlan plan, Set<String> absent, String place, Map<String, String> circumstances) {
    /** Its name in the folder of an experiment. */
    public static final String FILE = "experiment.json";

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    public ExperimentRecord {
        absent = Set.copyOf(absent);
        circumstances = new LinkedHashMap<>(circumstances);
    }

    /**
     * Reads the record in a folder.
     *
     * @throws IllegalArgumentException in one line that names the error
     * @throws IOException if it is missing or cannot be read
     */
    public static ExperimentRecord read(Path folder) throws IOException {
        JsonFields fields = JsonFields.parse(TextFile.read(folder.resolve(FILE)));
        Map<String, String> circumstances = new LinkedHashMap<>();
        JsonFields named = fields.object("circumstances");
        named.names().forEach(name -> circumstances.put(name, named.text(name)));
        return new ExperimentRecord(
                plan(fields), Set.copyOf(fields.texts("absent")), fields.text("place"), circumstances);
    }

    private static ExperimentPlan plan(JsonFields fields) {
        try {
            return new ExperimentPlan(
                    fields.text("name"),
                    fields.object("experiment").json().toString(),
                    fields.flag("quick"),
                    (int) fields.count("seeds", Experiment.MAX_SEEDS),
                    SettingsJson.read(fields, "changed"));
        } catch (MinibatchException wrong) {
            throw new IllegalArgumentException(wrong.getMessage(), wrong);
        }
    }

    /** Writes the record into the folder of its experiment. */
    public void write(Path folder) {
        JsonObject json = new JsonObject();
        json.addProperty("name", plan.name());
        json.addProperty("quick", plan.quick());
        json.addProperty("seeds", plan.seeds());
        json.add("changed", GSON.toJsonTree(plan.changed().texts()));
        json.add("absent", GSON.toJsonTree(absent.stream().sorted().toList()));
        json.addProperty("place", place);
        json.add("circumstances", GSON.toJsonTree(circumstances));
        json.add("experiment", JsonParser.parseString(plan.json()));
        AtomicFile.writeText(folder.resolve(FILE), GSON.toJson(json) + "\n");
    }

    /** Returns the experiment without what the data do not have. */
    public Experiment experiment() {
        return plan.experiment().measuring(name -> !absent.contains(name));
    }

    /**
     * Returns when the outcome of each trial was written, in their order; {@link Instant#EPOCH} for those that have not
     * ended.
     */
    public List<Instant> written(Path folder) {
        Archive archive = archive(folder);
        return plan.trials().stream().map(archive::written).toList();
    }

    /** Returns the report of the trials that have ended. */
    public ExperimentReport report(Path folder) {
        Archive archive = archive(folder);
        Experiment experiment = experiment();
        List<Trial> trials = plan.trials();
        Map<Trial, Outcome> outcomes = new LinkedHashMap<>();
        for (Trial trial : trials) {
            Outcome outcome = archive.find(trial, experiment.alone());
            if (outcome != null) {
                outcomes.put(trial, outcome);
            }
        }
        return new ExperimentReport(Results.of(experiment, trials, outcomes));
    }

    private Archive archive(Path folder) {
        return new Archive(folder.resolve("..").resolve(Archive.FOLDER), place);
    }
}
