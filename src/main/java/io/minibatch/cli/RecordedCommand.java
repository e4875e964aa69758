package io.minibatch.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.minibatch.data.DataException;
import io.minibatch.report.RecordedRun;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The command of a run, as its {@code run.json} records it. */
record RecordedCommand(RecordedRun run) {
    /** Settings that are stated again: another version may have another default. */
    private static final List<String> STATED = List.of("lambda", "eta");

    /**
     * Returns the arguments of the run, with the values of {@code --lambda}, {@code --eta} and {@code --split}, whose
     * defaults depend on other settings, on the data and on the version. A run that records no split was trained on the
     * book's, or on data that bring their parts.
     *
     * @return a list of the caller's own
     */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(run.command());
        arguments.remove("train");
        for (String name : STATED) {
            JsonElement value = settings().get(name);
            String flag = "--" + name + "=";
            if (value != null
                    && value.isJsonPrimitive()
                    && arguments.stream().noneMatch(argument -> argument.startsWith(flag))) {
                arguments.add(flag + value.getAsString());
            }
        }
        if (arguments.stream().noneMatch(argument -> argument.startsWith("--split="))) {
            JsonElement split = settings().get("split");
            arguments.add("--split=" + (split != null && split.isJsonPrimitive() ? split.getAsString() : "ordered"));
        }
        return arguments;
    }

    private JsonObject settings() {
        JsonElement settings = run.json().get("settings");
        return settings != null && settings.isJsonObject() ? settings.getAsJsonObject() : new JsonObject();
    }

    /**
     * Returns the command of {@link #arguments}.
     *
     * @throws DataException where an argument was changed by hand, or recorded by another version
     */
    TrainCommand parsed() {
        try {
            return parse(arguments());
        } catch (ParameterException wrong) {
            throw unrepeatable(wrong);
        }
    }

    /**
     * Returns the command of {@link #arguments} with some replaced.
     *
     * @param changes arguments of the form {@code --name=value}
     * @throws ParameterException where one of them is wrong
     */
    TrainCommand parsedWith(List<String> changes) {
        return parse(changed(changes));
    }

    /** Returns {@link #arguments} with some replaced; a list of the caller's own. */
    List<String> changed(List<String> changes) {
        List<String> arguments = arguments();
        for (String change : changes) {
            String start = change.substring(0, change.indexOf('=') + 1);
            arguments.removeIf(argument -> argument.startsWith(start));
        }
        arguments.addAll(changes);
        return arguments;
    }

    /** Returns the failure of a command that was recorded and is wrong now. */
    DataException unrepeatable(ParameterException wrong) {
        return new DataException(run.file() + ": the command of the run cannot be repeated: " + wrong.getMessage());
    }

    /**
     * Parses the arguments of a training; none may name a file of further arguments.
     *
     * @throws ParameterException where one is wrong
     */
    static TrainCommand parse(List<String> arguments) {
        TrainCommand command = new TrainCommand();
        new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .setOverwrittenOptionsAllowed(true)
                .parseArgs(arguments.toArray(String[]::new));
        return command;
    }
}
