package io.minibatch.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.minibatch.backend.Backend;
import io.minibatch.data.FileChecksum;
import io.minibatch.data.Split;
import io.minibatch.network.Network;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What it takes to repeat a run: the command, every setting, the data, the device and the versions. */
final class RunRecord {
    private RunRecord() {}

    static JsonObject of(CommandLine command, Network initial, Split split, Backend backend) {
        JsonObject run = new JsonObject();
        run.add("command", array(command.getParseResult().originalArgs()));
        run.addProperty("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        run.add("settings", settings(command, initial));
        run.add("data", data(split));
        run.addProperty("backend", backend.name());
        run.addProperty("device", backend.device());
        JsonObject versions = new JsonObject();
        versions.addProperty("minibatch", Version.current());
        versions.addProperty("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        versions.addProperty("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        run.add("versions", versions);
        return run;
    }

    /** Every flag with the value it had, given or not. */
    private static JsonObject settings(CommandLine command, Network initial) {
        JsonObject settings = new JsonObject();
        for (OptionSpec option : command.getCommandSpec().options()) {
            Object value = option.getValue();
            if (value != null && !option.usageHelp() && !option.versionHelp()) {
                String name = option.longestName().substring(2);
                settings.add(name, value instanceof List<?> list ? array(list) : new JsonPrimitive(value.toString()));
            }
        }
        settings.add("layers", array(initial.architecture().sizes()));
        return settings;
    }

    private static JsonObject data(Split split) {
        JsonObject data = new JsonObject();
        data.addProperty("source", split.source().description());
        data.addProperty("training", split.training().size());
        data.addProperty("validation", split.validation().size());
        data.addProperty("test", split.test().size());
        data.add("classes", array(split.training().labelNames()));
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
