package io.minibatch.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.Inputs;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonExamplesTest {
    private static final Schema TABLE = new Schema(Task.REGRESSION, List.of("price"), null, List.of("size", "age"));
    private static final Schema IMAGES = Schema.ofImages(1, 2, List.of("a", "b"));

    private static Inputs read(Schema schema, String json) {
        return new JsonExamples(schema, 2, 3).read(new StringReader(json));
    }

    private static float[] numbers(Schema schema, String json) {
        return ((Inputs.Floats) read(schema, json)).values();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[[1, 2], [3, -4.5e0]]",
                "[{\"age\": 2, \"size\": 1}, {\"size\": 3, \"note\": [null], \"age\": -4.5}]",
                "[[1, 2], {\"size\": 3, \"age\": -4.5}]"
            })
    void examples_areReadInTheOrderOfTheModel(String json) {
        assertArrayEquals(new float[] {1, 2, 3, -4.5f}, numbers(TABLE, json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1, 2]", "{\"age\": 2, \"size\": 1}"})
    void oneExample_needsNoArrayAroundIt(String json) {
        assertArrayEquals(new float[] {1, 2}, numbers(TABLE, json));
    }

    @Test
    void wholeNumbersOfImages_arePixels() {
        assertArrayEquals(new byte[] {(byte) 255, 0}, ((Inputs.Bytes) read(IMAGES, "[255, 0]")).values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1, 0]", "[0.5, 200]", "[256, 0]", "[-1, 2]"})
    void otherNumbersOfImages_areTakenAsTheyAre(String json) {
        assertEquals(Inputs.Floats.class, read(IMAGES, json).getClass());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[[1, 2], [1, \"2\"]] | [1][1] must be a finite number",
                "[null, 2] | [0] must be a finite number",
                "[1e99, 2] | [0] must be a finite number",
                "[1] | the example has 1 value, but the model takes 2",
                "[[1, 2], [1, 2, 3]] | [1] has more than the 2 values that the model takes",
                "[[1, 2], 3] | [1] must be an array of numbers or an object",
                "[] | the example has 0 values, but the model takes 2",
                "{\"age\": 1} | the example lacks 'size', which the model takes",
                "{\"size\": 1, \"age\": \"old\"} | 'age' must be a finite number",
                "[[1, 2], {\"age\": null}] | [1]: 'age' must be a finite number",
                "[{\"age\": 1, \"age\": 2}] | [0] has 'age' twice",
                "[[1,2],[1,2],[1,2],[1,2]] | the body has more than 3 examples; send them in parts",
                "7 | the body must be an array of numbers, an object or an array of examples",
                "[NaN, 2] | the body is not valid JSON; send an array of 2 numbers",
                "[1, 2 | the body is not valid JSON; send an array of 2 numbers",
                "[1, 2] [3, 4] | the body continues after its JSON; send several examples as one array",
                "{\"size\": 1, \"age\": 2}} | the body continues after its JSON; send several examples as one array",
            })
    void faults_areNamed(String json, String message) {
        assertEquals(
                message,
                assertThrows(DataException.class, () -> read(TABLE, json)).getMessage());
    }

    @Test
    void objectForModelWithoutNames_isRefused() {
        assertEquals(
                "the example is an object, but the model's features have no names; send an array of numbers",
                assertThrows(DataException.class, () -> read(IMAGES, "{\"a\": 1}"))
                        .getMessage());
    }
}
