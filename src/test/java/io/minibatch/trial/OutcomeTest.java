package io.minibatch.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.Gson;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    @Test
    void values_areInTheOrderOfTheirNames_soThatAnOutcomeThatIsReadHasTheSameText() {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("test-accuracy", 0.95);
        values.put("epochs", 3.0);
        String text = new Gson().toJson(new Outcome(Map.of(), values, new long[0], "completed", "2026-01-31"));
        assertEquals(
                "{\"series\":{},\"values\":{\"epochs\":3.0,\"test-accuracy\":0.95},\"weights\":[],"
                        + "\"end\":\"completed\",\"day\":\"2026-01-31\"}",
                text);
    }
}
