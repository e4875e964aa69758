package io.minibatch.data;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.minibatch.backend.Inputs;
import io.minibatch.io.Excerpt;
import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;

/**
 * Reads examples without labels from JSON: one example or an array of them. An example is an array of numbers, or an
 * object of them by the names of the features, in which other names are left out.
 *
 * @param schema of the model
 * @param inputs the number of values of an example
 * @param most examples that are read at most
 */
public record JsonExamples(Schema schema, int inputs, int most) {
    private static final int WHITE = 255;

    /**
     * Reads examples. Of a model of images, whole numbers from 0 to 255 are pixels, unless none is above 1.
     *
     * @throws DataException if the text is no JSON or an example does not fit the model; the message names the place,
     *     as {@code [3][17]}
     */
    public Inputs read(Reader text) {
        try {
            Parse parse = new Parse(new JsonReader(text));
            float[] values = parse.all();
            return schema.image() != null && arePixels(values)
                    ? new Inputs.Bytes(bytes(values), inputs)
                    : new Inputs.Floats(values, inputs);
        } catch (IOException | IllegalStateException damaged) {
            throw new DataException(
                    "the body is not valid JSON; send an array of " + inputs + (inputs == 1 ? " number" : " numbers"));
        }
    }

    private static boolean arePixels(float[] values) {
        float largest = 0;
        for (float value : values) {
            if (value < 0 || value > WHITE || value != (int) value) {
                return false;
            }
            largest = Math.max(largest, value);
        }
        return largest > 1;
    }

    private static byte[] bytes(float[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (int) values[i];
        }
        return bytes;
    }

    /** One reading of a text. */
    private final class Parse {
        private final JsonReader json;
        private float[] values = new float[inputs];
        private int examples;

        Parse(JsonReader json) {
            this.json = json;
        }

        float[] all() throws IOException {
            if (json.peek() == JsonToken.BEGIN_OBJECT) {
                object("");
            } else if (json.peek() == JsonToken.BEGIN_ARRAY) {
                json.beginArray();
                array();
                json.endArray();
            } else {
                throw new DataException("the body must be an array of numbers, an object or an array of examples");
            }
            requireEnd();
            return Arrays.copyOf(values, examples * inputs);
        }

        private void requireEnd() throws IOException {
            try {
                if (json.peek() == JsonToken.END_DOCUMENT) {
                    return;
                }
            } catch (MalformedJsonException more) {
                // Reported below.
            }
            throw new DataException("the body continues after its JSON; send several examples as one array");
        }

        /** Reads one example, or many, after the bracket. */
        private void array() throws IOException {
            if (json.peek() != JsonToken.BEGIN_ARRAY && json.peek() != JsonToken.BEGIN_OBJECT) {
                row("");
                return;
            }
            for (int i = 0; json.hasNext(); i++) {
                String place = "[" + i + "]";
                if (json.peek() == JsonToken.BEGIN_OBJECT) {
                    object(place);
                } else if (json.peek() == JsonToken.BEGIN_ARRAY) {
                    json.beginArray();
                    row(place);
                    json.endArray();
                } else {
                    throw new DataException(place + " must be an array of numbers or an object");
                }
            }
        }

        private void row(String place) throws IOException {
            int start = next();
            int count = 0;
            for (; json.hasNext(); count++) {
                if (count == inputs) {
                    throw new DataException(
                            named(place) + " has more than the " + counted(inputs) + " that the model takes");
                }
                values[start + count] = number();
                if (Float.isNaN(values[start + count])) {
                    throw notFinite(place + "[" + count + "]");
                }
            }
            if (count < inputs) {
                throw new DataException(named(place) + " has " + counted(count) + ", but the model takes " + inputs);
            }
        }

        private void object(String place) throws IOException {
            int start = next();
            boolean[] seen = new boolean[inputs];
            json.beginObject();
            while (json.hasNext()) {
                String name = json.nextName();
                int feature = schema.features().indexOf(name);
                if (feature < 0) {
                    json.skipValue();
                    continue;
                }
                if (seen[feature]) {
                    throw new DataException(named(place) + " has '" + Excerpt.of(name) + "' twice");
                }
                seen[feature] = true;
                values[start + feature] = number();
                if (Float.isNaN(values[start + feature])) {
                    throw notFinite((place.isEmpty() ? "" : place + ": ") + "'" + Excerpt.of(name) + "'");
                }
            }
            json.endObject();
            requireAll(place, seen);
        }

        private void requireAll(String place, boolean[] seen) {
            if (schema.features().isEmpty()) {
                throw new DataException(named(place)
                        + " is an object, but the model's features have no names; send an array of numbers");
            }
            for (int i = 0; i < seen.length; i++) {
                if (!seen[i]) {
                    throw new DataException(named(place) + " lacks '"
                            + Excerpt.of(schema.features().get(i)) + "', which the model takes");
                }
            }
        }

        /** Returns where the values of the next example start. */
        private int next() {
            if (examples == most) {
                throw new DataException("the body has more than " + most + " examples; send them in parts");
            }
            int start = examples * inputs;
            examples++;
            if (values.length < start + inputs) {
                values = Arrays.copyOf(values, Math.max(2 * values.length, start + inputs));
            }
            return start;
        }

        /** Returns NaN for anything else than a finite number. */
        private float number() throws IOException {
            if (json.peek() == JsonToken.NUMBER) {
                float value = Float.parseFloat(json.nextString());
                return Float.isFinite(value) ? value : Float.NaN;
            }
            return Float.NaN;
        }

        private static DataException notFinite(String value) {
            return new DataException(value + " must be a finite number");
        }

        private static String counted(int values) {
            return values + (values == 1 ? " value" : " values");
        }

        private String named(String place) {
            return place.isEmpty() ? "the example" : place;
        }
    }
}
