package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.minibatch.experiment.Experiments;
import org.junit.jupiter.api.Test;

class RecordAttemptTest {
    @Test
    void settings_areThoseOfTheExperimentWithItsLargestNetwork() {
        JsonObject experiment =
                JsonParser.parseString(Experiments.json("deep-big-simple")).getAsJsonObject();
        JsonObject common = experiment.getAsJsonObject("common");
        JsonArray runs = experiment.getAsJsonArray("runs");
        JsonObject largest = runs.get(runs.size() - 1).getAsJsonObject();

        assertEquals(
                RecordAttempt.LAYERS,
                largest.getAsJsonObject("settings").getAsJsonArray("layers").asList().stream()
                        .map(size -> size.getAsInt())
                        .toList());
        assertEquals(RecordAttempt.BATCH, common.get("batch").getAsInt());
        assertEquals(RecordAttempt.ETA, common.get("eta").getAsDouble());
        assertEquals(RecordAttempt.MOMENTUM, common.get("momentum").getAsDouble());
        assertEquals("relu,softmax", common.get("activations").getAsString());
        assertEquals("he", common.get("init").getAsString());
        assertEquals("nesterov", common.get("optimizer").getAsString());
        assertEquals("cosine", common.get("schedule").getAsString());
        assertEquals("ciresan", common.get("augment").getAsString());
        assertEquals(0, common.get("lambda").getAsInt());
    }
}
