package io.minibatch.page;

import io.minibatch.backend.Inputs;
import io.minibatch.data.JsonExamples;
import io.minibatch.data.Schema;
import io.minibatch.data.UnlabelledFile;
import io.minibatch.data.picture.PictureFile;
import io.minibatch.model.Model;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The examples in the body of a request.
 *
 * @param rows whether they are rows that are counted from 1: those of a table, or several of JSON
 */
record Examples(Inputs inputs, boolean rows) {
    /** The examples of one request. */
    static final int MOST = 10_000;

    /** The name of the body in answers, as {@code predict} uses a file's name. */
    static final String NAME = "body";

    /** The content type that curl sends by default. */
    private static final String FORM = "application/x-www-form-urlencoded";

    /**
     * Reads a body by its content type: JSON, a picture or CSV; a body of unnamed bytes is a picture or CSV, and a form
     * that begins as JSON does is JSON.
     *
     * @throws PageException 415 for other types, 413 for too many examples
     * @throws io.minibatch.data.DataException if the body does not fit the model
     */
    static Examples read(Request request, Model model) {
        Schema schema = model.schema();
        int inputs = model.network().architecture().inputs();
        String type = request.contentType();
        if (type.equals("application/json") || type.equals(FORM) && isJson(request.body())) {
            Inputs read = new JsonExamples(schema, inputs, MOST)
                    .read(new InputStreamReader(new ByteArrayInputStream(request.body()), StandardCharsets.UTF_8));
            return new Examples(read, read.size() > 1);
        }
        boolean picture = type.startsWith("image/");
        if (!picture && !type.equals("text/csv") && !type.equals("application/octet-stream")) {
            throw new PageException(
                    415,
                    "the Content-Type must be application/json, image/png or another picture, or text/csv, not '" + type
                            + "'");
        }
        if (picture && !PictureFile.isOne(request.body())) {
            throw new PageException(400, "the body is not a picture (PNG, JPEG, GIF or BMP)");
        }
        UnlabelledFile.Examples read = new UnlabelledFile(schema, inputs, false).read(NAME, request.body());
        if (read.inputs().size() > MOST) {
            throw new PageException(413, "the body has more than " + MOST + " examples; send them in parts");
        }
        return new Examples(read.inputs(), read.rows());
    }

    private static boolean isJson(byte[] body) {
        int start = 0;
        while (start < body.length && Character.isWhitespace(body[start])) {
            start++;
        }
        return start < body.length && (body[start] == '[' || body[start] == '{');
    }
}
