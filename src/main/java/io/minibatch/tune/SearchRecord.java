package io.minibatch.tune;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.minibatch.io.AtomicFile;
import io.minibatch.io.Excerpt;
import io.minibatch.io.JsonFields;
import io.minibatch.io.TextFile;
import io.minibatch.spec.SettingException;
import io.minibatch.spec.Settings;
import io.minibatch.spec.SettingsJson;
import io.minibatch.train.Score;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The plan of a search, saved as {@code search.json} in its folder at the start: with the {@link Journal}, all that a
 * report needs.
 *
 * @param space as {@link SearchSpace#parse} reads it
 * @param sampler its name
 * @param trials that are planned, at least 1
 * @param score by which trials are compared
 */
public record SearchRecord(String space, String sampler, Ladder ladder, int trials, Score score, Shared shared) {
    /** Its name in the folder of a search. */
    public static final String FILE = "search.json";

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    /**
     * The values that all trials share.
     *
     * @param seed from which the trials' seeds follow
     * @param place arguments of {@code train} that choose the data and the backend
     */
    public record Shared(Settings settings, long seed, List<String> place) {
        public Shared {
            place = List.copyOf(place);
        }
    }

    public SearchRecord {
        SearchSpace.parse(space);
        if (trials < 1) {
            throw new IllegalArgumentException("\"trials\" must be at least 1, not " + trials);
        }
    }

    /**
     * Reads the record in a folder.
     *
     * @throws IllegalArgumentException in one line that names the error
     * @throws IOException if it is missing or cannot be read
     */
    public static SearchRecord read(Path folder) throws IOException {
        JsonFields fields = JsonFields.parse(TextFile.read(folder.resolve(FILE)));
        try {
            return new SearchRecord(
                    fields.text("space"),
                    fields.text("sampler"),
                    fields.made("ladder", SearchRecord::ladder),
                    (int) fields.count("trials", Integer.MAX_VALUE),
                    score(fields.text("score")),
                    new Shared(
                            SettingsJson.read(fields, "settings"), seed(fields.text("seed")), fields.texts("place")));
        } catch (SettingException wrong) {
            throw new IllegalArgumentException(wrong.message(name -> name), wrong);
        }
    }

    private static Ladder ladder(JsonFields fields) {
        List<Integer> epochs = Arrays.stream(fields.numbers("epochs"))
                .mapToObj(each -> (int) each)
                .toList();
        if (epochs.isEmpty()) {
            throw new IllegalArgumentException("\"epochs\" must not be empty");
        }
        return new Ladder(epochs, (int) fields.count("factor", Integer.MAX_VALUE), fields.flag("hedged"));
    }

    /** A seed may have more digits than a number of JSON keeps. */
    private static long seed(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("\"seed\" must be a whole number, not " + Excerpt.of(text), wrong);
        }
    }

    private static Score score(String name) {
        return Arrays.stream(Score.values())
                .filter(score -> score.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"score\" must be one of " + Arrays.toString(Score.values()) + ", not " + Excerpt.of(name)));
    }

    /** Returns whether all planned trials have ended and none has to climb further. */
    public boolean isCompletedBy(List<Journal.Entry> journal) {
        Promotions promotions = new Promotions(ladder);
        Set<Integer> tried = new HashSet<>();
        for (Journal.Entry entry : journal) {
            int rung = ladder.epochs().indexOf(entry.epochs());
            if (rung >= 0 && entry.number() < trials) {
                Promotions.Climb climb = new Promotions.Climb(entry.number(), rung);
                promotions.begin(climb);
                promotions.end(climb, entry);
                tried.add(entry.number());
            }
        }
        return tried.size() == trials && promotions.next() == null;
    }

    /** Writes the record into a folder. */
    public void write(Path folder) {
        JsonObject json = new JsonObject();
        json.addProperty("space", space);
        json.addProperty("sampler", sampler);
        JsonObject rungs = new JsonObject();
        JsonArray epochs = new JsonArray();
        ladder.epochs().forEach(epochs::add);
        rungs.add("epochs", epochs);
        rungs.addProperty("factor", ladder.factor());
        rungs.addProperty("hedged", ladder.hedged());
        json.add("ladder", rungs);
        json.addProperty("trials", trials);
        json.addProperty("score", score.name());
        json.add("settings", GSON.toJsonTree(shared.settings.texts()));
        json.addProperty("seed", Long.toString(shared.seed));
        json.add("place", GSON.toJsonTree(shared.place));
        AtomicFile.writeText(folder.resolve(FILE), GSON.toJson(json) + "\n");
    }
}
