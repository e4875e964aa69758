package io.minibatch.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.minibatch.backend.Backend;
import io.minibatch.backend.Backends;
import io.minibatch.data.FileChecksum;
import io.minibatch.data.Split;
import io.minibatch.network.Architecture;
import io.minibatch.optimize.UpdateRule;
import io.minibatch.spec.DataSpec;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.spec.Setting;
import io.minibatch.spec.Settings;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.TrainingOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The record that repeats a run: the command, every setting, the data, the device and the versions. */
final class RunRecord {
    /** The option that serves the page, which is no part of the run. */
    static final String PAGE = "--page";

    private RunRecord() {}

    /**
     * Returns the record of a run that begins.
     *
     * @param choice the backend and why it was taken
     */
    static JsonObject of(CommandLine command, PreparedTraining training, Backends.Selection choice) {
        Split split = training.split();
        Backend backend = choice.backend();
        JsonObject run = new JsonObject();
        run.add("command", array(command(command)));
        run.addProperty("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        JsonObject settings = settings(command, training.initial().architecture(), training.options());
        if (split.rule() != null) {
            settings.addProperty(DataSpec.SPLIT.name(), DataSpec.SPLIT.print(split.rule()));
        }
        run.add("settings", settings);
        run.add("data", data(split));
        run.addProperty("backend", backend.name());
        run.addProperty("device", backend.device());
        JsonObject versions = new JsonObject();
        versions.addProperty("minibatch", Version.current());
        versions.addProperty("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        versions.addProperty("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        run.add("versions", versions);
        run.addProperty("backend-choice", choice.reason());
        return run;
    }

    /**
     * The command as it could be given again from any folder: files of arguments are opened out, and paths absolute.
     */
    static List<String> command(CommandLine command) {
        List<String> arguments = new ArrayList<>(List.of("train"));
        arguments.addAll(arguments(command, name -> !name.equals(PAGE)));
        return arguments;
    }

    /** Returns the options of a command that were given, of those whose names are wanted, with absolute paths. */
    static List<String> arguments(CommandLine command, Predicate<String> wanted) {
        List<String> arguments = new ArrayList<>();
        for (OptionSpec option : command.getParseResult().matchedOptions()) {
            String name = option.longestName();
            if (!wanted.test(name)) {
                continue;
            }
            Object value = option.getValue();
            if (value instanceof Boolean) {
                arguments.add(name);
            } else if (value instanceof List<?> list && !option.splitRegex().isEmpty()) {
                arguments.add(name + "=" + list.stream().map(RunRecord::text).collect(Collectors.joining(",")));
            } else if (value instanceof List<?> list) {
                list.forEach(each -> arguments.add(name + "=" + text(each)));
            } else {
                arguments.add(name + "=" + text(value));
            }
        }
        return arguments;
    }

    private static String text(Object value) {
        return value instanceof Path path ? path.toAbsolutePath().toString() : String.valueOf(value);
    }

    /** Every option with the value it had, given or not; in place of nothing, what was chosen. */
    private static JsonObject settings(CommandLine command, Architecture architecture, TrainingOptions options) {
        Settings given = SettingOptions.given(command);
        JsonObject settings = new JsonObject();
        for (OptionSpec option : command.getCommandSpec().options()) {
            String name = option.longestName().substring(2);
            Setting<?> setting = Settings.find(name);
            JsonElement value = setting == null ? json(option) : json(setting, given);
            if (value != null) {
                settings.add(name, value);
            }
        }
        addChosen(settings, architecture, options.hyperparameters());
        return settings;
    }

    private static @Nullable JsonElement json(OptionSpec option) {
        Object value = option.getValue();
        if (value == null || option.usageHelp() || option.versionHelp()) {
            return null;
        }
        return value instanceof List<?> list ? array(list) : new JsonPrimitive(value.toString());
    }

    private static @Nullable JsonElement json(Setting<?> setting, Settings given) {
        String text = given.text(setting.name());
        if (text == null) {
            text = setting.initialText();
        }
        if (text == null) {
            return null;
        }
        Class<?> element = setting.type().element();
        if (!setting.type().list()) {
            return new JsonPrimitive(element == Double.class ? Double.toString(Double.parseDouble(text)) : text);
        }
        JsonArray array = new JsonArray();
        for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            if (element == Integer.class) {
                array.add(Integer.parseInt(part));
            } else if (element == Double.class) {
                array.add(Double.parseDouble(part));
            } else {
                array.add(part);
            }
        }
        return array;
    }

    private static void addChosen(JsonObject settings, Architecture architecture, Hyperparameters chosen) {
        settings.add("layers", array(architecture.sizes()));
        settings.add(
                "activations",
                array(architecture.layers().stream()
                        .map(layer -> layer.activation().label())
                        .toList()));
        settings.addProperty("cost", architecture.cost().label());
        UpdateRule rule = chosen.updateRule();
        if (!settings.has("optimizer")) {
            settings.addProperty("optimizer", rule.descent().name().toLowerCase(Locale.ROOT));
        }
        settings.addProperty(
                "lambda", Double.toString(chosen.regularization().penalty().l2()));
        if (rule.weightDecay() > 0) {
            settings.addProperty("weight-decay", Double.toString(rule.weightDecay()));
        }
        settings.addProperty("eta", Double.toString(chosen.learningRate().eta()));
    }

    /** Returns the source, the sizes, the classes and the checksums of data. */
    static JsonObject data(Split split) {
        JsonObject data = new JsonObject();
        data.addProperty("source", split.source().description());
        data.addProperty("training", split.training().size());
        data.addProperty("validation", split.validation().size());
        data.addProperty("test", split.test() == null ? 0 : split.test().size());
        data.add("classes", array(split.training().outputNames()));
        JsonObject checksums = new JsonObject();
        for (FileChecksum file : split.source().files()) {
            checksums.addProperty(file.name(), file.sha256());
        }
        data.add("sha256", checksums);
        return data;
    }

    private static JsonArray array(List<?> values) {
        JsonArray array = new JsonArray();
        for (Object value : values) {
            if (value instanceof Number number) {
                array.add(number);
            } else {
                array.add(value.toString());
            }
        }
        return array;
    }
}
