package io.minibatch.page;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.minibatch.io.FolderLock;
import io.minibatch.io.JsonFields;
import io.minibatch.io.Reason;
import io.minibatch.io.ShellCommand;
import io.minibatch.io.TextFile;
import io.minibatch.page.Catalogue.Entry;
import io.minibatch.report.RecordedHistory;
import io.minibatch.report.RunFolder;
import io.minibatch.train.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The summary of a run on the page.
 *
 * @param run the content of {@code run.json}, empty if it cannot be read
 * @param fault why it cannot be read, empty if it can
 */
record RunSummary(String id, Path folder, JsonObject run, String fault, RecordedHistory history) {
    private static final String RUNNING = "running";

    private static final String INTERRUPTED = "interrupted";

    /** The outcomes of {@code run.json} in words; others are shown as they are. */
    private static final Map<String, String> STATUS =
            Map.of("requested", "stopped", "early", "stopped early", "failed", "failed");

    static RunSummary read(Entry entry) {
        JsonObject run = new JsonObject();
        RecordedHistory history = new RecordedHistory(List.of(), List.of());
        String fault = "";
        try {
            entry.requireNoLink(RecordedHistory.FILE);
            history = RecordedHistory.read(entry.folder());
            run = JsonFields.parse(TextFile.read(entry.folder().resolve("run.json")))
                    .json();
        } catch (IOException unreadable) {
            fault = "cannot be read: " + Reason.of(unreadable);
        } catch (IllegalArgumentException damaged) {
            fault = "run.json is damaged: " + damaged.getMessage();
        }
        return new RunSummary(entry.id(), entry.folder(), run, fault, history);
    }

    /** Returns when the run was started, in ISO 8601, empty if that is unknown. */
    String started() {
        return text("started");
    }

    /** Returns what the list of runs shows. */
    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("id", id);
        json.addProperty("status", status());
        json.addProperty("fault", fault);
        json.addProperty("started", started());
        json.addProperty("network", join(settings().get("layers"), "-"));
        json.addProperty(
                "data", object("data").has("source") ? plain(object("data").get("source")) : "");
        json.add("settings", settingsAsText());
        json.addProperty("epochs", plain(settings().get("epochs")));
        history.last("epoch").ifPresent(epoch -> json.addProperty("done", epoch));
        history.last("seconds").ifPresent(seconds -> json.addProperty("seconds", seconds));
        history.last("examples_per_second").ifPresent(rate -> json.addProperty("examplesPerSecond", rate));
        history.score().ifPresent(score -> json.add("best", best(score)));
        json.addProperty("hasModel", Files.isRegularFile(folder.resolve("model.json")));
        json.addProperty("command", command());
        return json;
    }

    /** Returns what the view of the run shows: as {@link #json}, and all of {@code run.json}. */
    JsonObject whole() {
        JsonObject json = json();
        json.add("run", run);
        json.addProperty("resume", resume());
        return json;
    }

    /** A run whose process has ended without saying how was killed. */
    private String status() {
        String outcome = text("outcome");
        if (outcome.equals(RUNNING)) {
            return FolderLock.isHeld(folder) ? RUNNING : INTERRUPTED;
        }
        return fault.isEmpty() ? STATUS.getOrDefault(outcome, outcome) : "unreadable";
    }

    /** Returns the command that resumes a run, empty if it has completed, still runs or kept no checkpoint. */
    private String resume() {
        boolean partial = List.of("stopped", INTERRUPTED).contains(status());
        return partial && Files.isDirectory(folder.resolve(RunFolder.CHECKPOINTS))
                ? ShellCommand.of("train", "--resume", ShellCommand.argument(folder.toAbsolutePath()))
                        .toString()
                : "";
    }

    private JsonObject best(Score score) {
        RecordedHistory.Best best = history.best(score).orElseThrow();
        JsonObject json = new JsonObject();
        json.addProperty("label", score.label());
        json.addProperty("value", best.value());
        json.addProperty("text", score.text(best.value()));
        json.addProperty("epoch", best.epoch());
        return json;
    }

    private String command() {
        JsonElement command = run.get("command");
        if (command == null || !command.isJsonArray()) {
            return "";
        }
        List<String> arguments = new ArrayList<>();
        command.getAsJsonArray().forEach(argument -> arguments.add(plain(argument)));
        return ShellCommand.of(arguments.toArray(String[]::new)).toString();
    }

    private JsonObject settings() {
        return object("settings");
    }

    private JsonObject settingsAsText() {
        JsonObject texts = new JsonObject();
        settings().entrySet().forEach(setting -> texts.addProperty(setting.getKey(), join(setting.getValue(), ",")));
        return texts;
    }

    private JsonObject object(String name) {
        return run.has(name) && run.get(name).isJsonObject() ? run.getAsJsonObject(name) : new JsonObject();
    }

    private String text(String name) {
        return plain(run.get(name));
    }

    private static String join(@Nullable JsonElement value, String separator) {
        if (value == null || !value.isJsonArray()) {
            return plain(value);
        }
        List<String> parts = new ArrayList<>();
        value.getAsJsonArray().forEach(part -> parts.add(plain(part)));
        return String.join(separator, parts);
    }

    private static String plain(@Nullable JsonElement value) {
        return value == null || value.isJsonNull()
                ? ""
                : value.isJsonPrimitive() ? value.getAsString() : value.toString();
    }
}
