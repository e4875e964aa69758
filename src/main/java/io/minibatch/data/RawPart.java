package io.minibatch.data;

import io.minibatch.backend.Inputs;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The examples of one part as files hold them.
 *
 * @param where the file or files, for messages
 * @param image the size of images, null for rows of numbers
 * @param features the names of the inputs, empty where they have none
 */
record RawPart(String where, Inputs inputs, @Nullable ImageSize image, List<String> features, Answers answers) {
    RawPart {
        if (inputs.size() == 0) {
            throw new DataException(where + ": has no examples");
        }
        if (inputs.size() != answers.size()) {
            throw new DataException(where + ": has " + inputs.size() + " examples, but " + answers.size() + " labels");
        }
        if (inputs instanceof Inputs.Floats floats) {
            requireFinite(where, floats);
        }
    }

    private static void requireFinite(String where, Inputs.Floats inputs) {
        float[] values = inputs.values();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new DataException(where + ": feature " + (1 + i % inputs.features()) + " of example "
                        + (1 + i / inputs.features()) + " is " + values[i] + "; it must be a finite number");
            }
        }
    }

    /**
     * Returns this with the rows and columns of its images swapped.
     *
     * @throws DataException where there are no images
     */
    RawPart transposed() {
        if (image == null) {
            throw new DataException("transpose", ": " + where + " has rows of numbers, not images");
        }
        return new RawPart(
                where, transposed(inputs, image), new ImageSize(image.columns(), image.rows()), features, answers);
    }

    private static Inputs transposed(Inputs inputs, ImageSize image) {
        int pixels = image.pixels();
        int[] from = new int[pixels];
        for (int i = 0; i < pixels; i++) {
            from[i] = i % image.rows() * image.columns() + i / image.rows();
        }
        byte[] given = ((Inputs.Bytes) inputs).values();
        byte[] values = new byte[given.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = given[i - i % pixels + from[i % pixels]];
        }
        return new Inputs.Bytes(values, pixels);
    }
}
