package io.minibatch.data;

import io.minibatch.backend.Inputs;
import io.minibatch.data.format.Source;
import io.minibatch.data.picture.DecodedPicture;
import io.minibatch.data.picture.DigitImage;
import io.minibatch.data.picture.PictureFile;
import io.minibatch.io.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads examples without labels for a model: a picture, or a table with an example in each row. */
public final class UnlabelledFile {
    private static final int LOOKED_AT = 1024;

    private final Schema schema;
    private final int inputs;
    private final boolean asIs;

    /**
     * Creates a reader.
     *
     * @param schema of the model
     * @param inputs the number of values that it takes
     * @param asIs whether pictures are taken as they are, by {@link DigitImage#readAsIs}, or prepared by
     *     {@link DigitImage#read}
     */
    public UnlabelledFile(Schema schema, int inputs, boolean asIs) {
        this.schema = schema;
        this.inputs = inputs;
        this.asIs = asIs;
    }

    /**
     * The content of a file.
     *
     * @param rows whether it is a table, whose rows are counted from 1
     * @param light whether it is a picture with a light border that is taken as it is without having been asked for
     */
    public record Examples(Inputs inputs, boolean rows, boolean light) {}

    /**
     * Reads a file. A picture is recognized by its first bytes or by its name; others are tables.
     *
     * @throws DataException if it does not fit the model
     * @throws io.minibatch.data.format.FormatException if it is missing or damaged
     */
    public Examples read(Path file) {
        byte[] start = start(file);
        if (start == null || PictureFile.isOne(start) || PictureFolder.isPicture(file)) {
            ImageSize size = imageSize(file.toString());
            return picture(file.toString(), PictureFile.read(file), size);
        }
        requireText(file.toString(), start);
        return table(Source.of(file));
    }

    /** Reads the content of a file as {@link #read(Path)} does. */
    public Examples read(String name, byte[] content) {
        if (PictureFile.isOne(content)) {
            ImageSize size = imageSize(name);
            return picture(name, PictureFile.read(name, content), size);
        }
        requireText(name, content);
        return table(Source.of(name, content));
    }

    /** Returns the first bytes, null if there is no readable file. */
    private static byte @Nullable [] start(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(LOOKED_AT);
        } catch (IOException failure) {
            throw new DataException(file + " cannot be read: " + Reason.of(failure));
        }
    }

    private static void requireText(String name, byte[] content) {
        boolean compressed = content.length > 1 && content[0] == 0x1f && content[1] == (byte) 0x8b;
        for (int i = 0; i < Math.min(LOOKED_AT, content.length) && !compressed; i++) {
            if (content[i] == 0) {
                throw new DataException(name + ": is neither a picture (PNG, JPEG, GIF or BMP) nor CSV");
            }
        }
    }

    private ImageSize imageSize(String name) {
        ImageSize size = schema.image();
        if (size == null) {
            throw new DataException(name + ": is a picture, but the model takes rows of " + inputs
                    + (inputs == 1 ? " number" : " numbers"));
        }
        return size;
    }

    private Examples picture(String name, DecodedPicture picture, ImageSize size) {
        byte[] pixels = asIs
                ? DigitImage.asIs(name, picture, size.rows(), size.columns())
                : DigitImage.prepared(name, picture, size.rows(), size.columns());
        return new Examples(
                new Inputs.Bytes(pixels, inputs),
                false,
                !asIs && DigitImage.staysLight(picture, size.rows(), size.columns()));
    }

    private Examples table(Source source) {
        return new Examples(new FeatureTable(schema, inputs).read(source), true, false);
    }
}
