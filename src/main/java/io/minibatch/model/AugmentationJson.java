package io.minibatch.model;

import com.google.gson.stream.JsonWriter;
import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Augmentation.Affine;
import io.minibatch.backend.Augmentation.Elastic;
import io.minibatch.backend.Augmentation.Gentle;
import io.minibatch.backend.Augmentation.Range;
import io.minibatch.data.ImageSize;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An augmentation in a model file: {@code {"rotate": 15.0, "shear": 15.0, "scale": 0.175, "translate":
 * 0.0, "shifts": false, "sigma": [5.0, 6.0], "alpha": [36.0, 38.0], "gentle": {"classes": [1, 7], "part": 0.5}}}, the
 * numbers of {@link Augmentation}. Any of the keys may be missing, and means then no such change. The size of the
 * images is the schema's.
 */
final class AugmentationJson {
    /** The key in every format. */
    static final String KEY = "augmentation";

    private static final String ROTATE = "rotate";
    private static final String SHEAR = "shear";
    private static final String SCALE = "scale";
    private static final String TRANSLATE = "translate";
    private static final String SHIFTS = "shifts";
    private static final String SIGMA = "sigma";
    private static final String ALPHA = "alpha";
    private static final String GENTLE = "gentle";
    private static final String CLASSES = "classes";
    private static final String PART = "part";

    private final JsonValues json;
    private double rotate;
    private double shear;
    private double scale;
    private double translate;
    private boolean shifts;
    private List<Double> sigma =
            List.of(Elastic.NONE.sigma().from(), Elastic.NONE.sigma().to());
    private List<Double> alpha = List.of(0.0, 0.0);
    private List<Integer> classes = List.of();
    private double part = Gentle.NONE.part();

    private AugmentationJson(JsonValues json) {
        this.json = json;
    }

    static void write(JsonWriter json, Augmentation augmentation) throws IOException {
        Affine affine = augmentation.affine();
        json.beginObject();
        json.name(ROTATE).value(affine.rotate());
        json.name(SHEAR).value(affine.shear());
        json.name(SCALE).value(affine.scale());
        json.name(TRANSLATE).value(affine.translate());
        json.name(SHIFTS).value(affine.shifts());
        write(json.name(SIGMA), augmentation.elastic().sigma());
        write(json.name(ALPHA), augmentation.elastic().alpha());
        json.name(GENTLE).beginObject();
        json.name(CLASSES).beginArray();
        for (int label : augmentation.gentle().classes().stream().sorted().toList()) {
            json.value(label);
        }
        json.endArray();
        json.name(PART).value(augmentation.gentle().part());
        json.endObject();
        json.endObject();
    }

    private static void write(JsonWriter json, Range range) throws IOException {
        json.beginArray().value(range.from()).value(range.to()).endArray();
    }

    static String text(Augmentation augmentation) {
        StringWriter text = new StringWriter();
        try {
            write(new JsonWriter(text), augmentation);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return text.toString();
    }

    /** Reads the object that comes next. */
    static AugmentationJson read(JsonValues json) throws IOException {
        AugmentationJson augmentation = new AugmentationJson(json);
        json.strictObject(augmentation::read);
        return augmentation;
    }

    /** Reads a text that {@link #text} made. */
    static AugmentationJson parse(String text) throws IOException {
        try (JsonValues json = new JsonValues(new StringReader(text), KEY)) {
            return json.document(() -> read(json));
        }
    }

    private void read(String key) throws IOException {
        switch (key) {
            case ROTATE -> rotate = json.number();
            case SHEAR -> shear = json.number();
            case SCALE -> scale = json.number();
            case TRANSLATE -> translate = json.number();
            case SHIFTS -> shifts = json.flag();
            case SIGMA -> sigma = json.list(json::number);
            case ALPHA -> alpha = json.list(json::number);
            case GENTLE -> json.strictObject(this::readGentle);
            default -> json.skip();
        }
    }

    private void readGentle(String key) throws IOException {
        switch (key) {
            case CLASSES -> classes = json.list(json::whole);
            case PART -> part = json.number();
            default -> json.skip();
        }
    }

    /**
     * Returns the augmentation of a model's images.
     *
     * @param image null if the model takes rows of numbers
     * @throws Malformed if a number is out of its range, or the model's inputs cannot be varied
     */
    Augmentation of(@Nullable ImageSize image, boolean standardized) throws Malformed {
        if (image == null || standardized) {
            throw new Malformed(KEY + " is for images of bytes, but the model takes "
                    + (image == null ? "rows of numbers" : "standardized images"));
        }
        try {
            return new Augmentation(
                    image.rows(),
                    image.columns(),
                    new Affine(rotate, shear, scale, translate, shifts),
                    new Elastic(range(SIGMA, sigma), range(ALPHA, alpha)),
                    new Gentle(Set.copyOf(classes), part));
        } catch (IllegalArgumentException wrong) {
            throw new Malformed(KEY + ": " + wrong.getMessage());
        }
    }

    private static Range range(String key, List<Double> ends) {
        if (ends.size() != 2) {
            throw new IllegalArgumentException(key + " has " + ends.size() + " numbers, not the two ends of a range");
        }
        return new Range(ends.get(0), ends.get(1));
    }
}
