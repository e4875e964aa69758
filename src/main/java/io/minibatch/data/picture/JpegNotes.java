package io.minibatch.data.picture;

import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.MetadataException;
import com.drew.metadata.adobe.AdobeJpegDirectory;
import com.drew.metadata.exif.ExifIFD0Directory;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * Metadata of a JPEG, written by a camera or a program.
 *
 * @param transform of the colours, {@link CmykJpeg#UNKNOWN} where it is not noted
 */
record JpegNotes(Orientation orientation, int transform) {
    private static final JpegNotes NONE = new JpegNotes(Orientation.UPRIGHT, CmykJpeg.UNKNOWN);

    /** Reads the metadata; damaged metadata count as missing. */
    static JpegNotes of(byte[] content) {
        try {
            Metadata metadata = JpegMetadataReader.readMetadata(new ByteArrayInputStream(content));
            return new JpegNotes(
                    Orientation.of(number(metadata, ExifIFD0Directory.class, ExifIFD0Directory.TAG_ORIENTATION, 1)),
                    number(
                            metadata,
                            AdobeJpegDirectory.class,
                            AdobeJpegDirectory.TAG_COLOR_TRANSFORM,
                            CmykJpeg.UNKNOWN));
        } catch (ImageProcessingException | MetadataException | IOException | RuntimeException damaged) {
            return NONE;
        }
    }

    /** Returns the first number of a kind. */
    private static int number(Metadata metadata, Class<? extends Directory> kind, int tag, int otherwise)
            throws MetadataException {
        for (Directory directory : metadata.getDirectoriesOfType(kind)) {
            if (directory.containsTag(tag)) {
                return directory.getInt(tag);
            }
        }
        return otherwise;
    }
}
