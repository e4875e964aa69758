package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.minibatch.data.ImageSize;
import io.minibatch.data.Schema;
import io.minibatch.data.Standardization;
import io.minibatch.data.Task;
import io.minibatch.io.LogLines;
import io.minibatch.model.Model;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Network;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Models made by hand, whose answers are known. */
class PredictCommandTest extends ProgramFixture {
    private static final List<String> FEATURES = List.of("width", "height");

    /** price = 2·width − height + 1, area = width. */
    private void writeRegression(@Nullable Standardization standardization) {
        save(
                new Schema(Task.REGRESSION, List.of("price", "area"), null, FEATURES),
                Activation.IDENTITY,
                standardization,
                new float[] {2, 1, -1, 0, 1, 0});
    }

    /** Pictures of one row and three pixels; the class is that of the brightest. */
    private void writePictureModel() {
        save(
                new Schema(Task.CLASSIFICATION, List.of("left", "middle", "right"), new ImageSize(1, 3), List.of()),
                Activation.SOFTMAX,
                null,
                new float[] {9, 0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0});
    }

    private void save(
            Schema schema, Activation activation, @Nullable Standardization standardization, float[] parameters) {
        int outputs = schema.width();
        int inputs = (parameters.length - outputs) / outputs;
        Architecture architecture =
                Architecture.of(List.of(inputs, outputs), List.of(activation), Cost.matching(activation));
        new Model(new Network(architecture, parameters), schema, standardization).save(folder.resolve("model.json"));
    }

    /** Of one output p, the second class has the probability p and the first 1 − p. */
    @Test
    void modelWithOneOutput_namesBothClasses() throws IOException {
        save(
                new Schema(Task.BINARY, List.of("cold", "warm"), null, List.of("degrees")),
                Activation.SIGMOID,
                null,
                new float[] {1, 0});
        Files.writeString(folder.resolve("two.csv"), "degrees\n-2\n2\n");
        assertEquals(0, predict(path("two.csv")), err);
        assertEquals(
                path("two.csv") + ", row 1: cold  (cold: 0.881  warm: 0.119)\n" + path("two.csv")
                        + ", row 2: warm  (cold: 0.119  warm: 0.881)\n",
                out);
        Files.writeString(
                folder.resolve("days.csv"), "degrees,day\n-2,cold\n2,warm\n3,cold\n-1,cold\n-3,warm\n1,warm\n");
        assertEquals(
                0,
                run(
                        "evaluate",
                        path("model.json"),
                        "--data",
                        path("days.csv"),
                        "--part",
                        "training",
                        "--split",
                        "ordered"));
        assertTrue(out.contains("accuracy 60.00 % (3 of 5)"), out);
    }

    private int predict(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "predict";
        all[1] = path("model.json");
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return run(all);
    }

    private int predictStandardInput(byte[] content) {
        InputStream real = System.in;
        System.setIn(new ByteArrayInputStream(content));
        try {
            return predict("-");
        } finally {
            System.setIn(real);
        }
    }

    @Test
    void fewExamples_arePredictedByEjml_manyByTheFastestLibrary() throws IOException {
        writeRegression(null);
        String few = write("few.csv", "1,2\n");
        String many = write("many.csv", ("1,2" + " ".repeat(10_000) + "\n").repeat(2_500));
        assertTrue(backends(few).matches("Backend: cpu, \\d+ threads?, EJML"), backends(few));
        assertFalse(backends(many).contains("EJML"), backends(many));
    }

    private String backends(String rows) {
        return String.join("\n", LogLines.of(BackendArguments.class, () -> assertEquals(0, predict(rows), err)));
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private String picture(String name, int... pixels) throws IOException {
        BufferedImage image = new BufferedImage(pixels.length, 1, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < pixels.length; x++) {
            image.getRaster().setSample(x, 0, 0, pixels[x]);
        }
        ImageIO.write(image, "png", folder.resolve(name).toFile());
        return path(name);
    }

    @Test
    void rowsOfARegression_printTheNumbersByName() throws IOException {
        writeRegression(null);
        String file = write("rows.csv", "3,4\n0.5,0\n");
        assertEquals(0, predict(file), err);
        assertEquals(
                file + ", row 1: price: 3.0  area: 3.0\n" + file + ", row 2: price: 2.0  area: 0.5\n",
                out.replace("\r\n", "\n"));
    }

    @Test
    void columnsWithNames_areFoundInAnyOrder_andOthersIgnored() throws IOException {
        writeRegression(null);
        String file = write("rows.csv", "id,height,width\nfirst,4,3\n");
        assertEquals(0, predict(file), err);
        assertEquals(file + ", row 1: price: 3.0  area: 3.0", out.strip());
    }

    @Test
    void rowsOfAStandardizedModel_areStandardized() throws IOException {
        writeRegression(new Standardization(new float[] {1, 2}, new float[] {2, 2}));
        assertEquals(0, predict(write("rows.csv", "5,8\n")), err);
        assertTrue(out.endsWith("row 1: price: 2.0  area: 2.0" + System.lineSeparator()), out);
    }

    @Test
    void compressedTable_isRead() throws IOException {
        writeRegression(null);
        try (OutputStream file = new GZIPOutputStream(Files.newOutputStream(folder.resolve("rows.csv.gz")))) {
            file.write("3,4\n".getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(0, predict(path("rows.csv.gz")), err);
        assertEquals(path("rows.csv.gz") + ", row 1: price: 3.0  area: 3.0", out.strip());
    }

    @Test
    void missingColumn_isNamed() throws IOException {
        writeRegression(null);
        String file = write("rows.csv", "width,depth\n1,2\n");
        assertEquals(1, predict(file));
        assertEquals("minibatch: " + file + ": lacks the column height, which the model takes", err.strip());
    }

    @Test
    void labelColumnWithoutNames_isRefused() throws IOException {
        writeRegression(null);
        String file = write("rows.csv", "1,2,7\n");
        assertEquals(1, predict(file));
        assertEquals(
                "minibatch: " + file + ": has 3 columns (separated by comma, semicolon or tab), but the model takes "
                        + "2 values; a table to predict has the features without a label",
                err.strip());
    }

    @Test
    void json_ofRegressionRows_hasTheirNumbers() throws IOException {
        writeRegression(null);
        String file = write("rows.csv", "3,4\n");
        assertEquals(0, predict("--json", file), err);
        JsonObject line = JsonParser.parseString(out).getAsJsonObject();
        assertEquals(file, line.get("input").getAsString());
        assertEquals(1, line.get("row").getAsInt());
        assertEquals("{\"price\":3.0,\"area\":3.0}", line.get("outputs").toString());
    }

    @Test
    void json_ofAPicture_hasItsClassAndOutputs() throws IOException {
        writePictureModel();
        assertEquals(0, predict("--json", picture("a.png", 0, 255, 0), picture("b.png", 0, 0, 255)), err);
        List<JsonObject> lines = out.lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
        assertEquals("middle", lines.get(0).get("class").getAsString());
        assertEquals("right", lines.get(1).get("class").getAsString());
        assertEquals(3, lines.get(0).getAsJsonObject("outputs").size());
        assertTrue(lines.get(0).getAsJsonObject("outputs").get("middle").getAsDouble() > 0.99);
        assertTrue(!lines.get(0).has("row"));
    }

    @Test
    void oneDamagedFile_keepsTheResultsOfTheOthers() throws IOException {
        writePictureModel();
        String damaged = write("broken.png", "no picture");
        assertEquals(1, predict(picture("a.png", 255, 0, 0), damaged, path("none.png"), picture("b.png", 0, 0, 255)));
        assertEquals(2, out.lines().count(), out);
        assertTrue(out.contains("a.png: left  (") && out.contains("b.png: right  ("), out);
        assertEquals(
                List.of(
                        "minibatch: " + damaged + " is not an image (PNG, JPEG, GIF or BMP)",
                        "minibatch: " + path("none.png") + " does not exist or is no file"),
                err.lines().toList());
    }

    @Test
    void lightPictureOfTheOwnSize_isNotInverted_andWarnedOf() throws IOException {
        writePictureModel();
        String light = picture("a.png", 255, 200, 200);
        String dark = picture("b.png", 127, 0, 255);
        assertEquals(0, predict(light, dark), err);
        assertTrue(out.contains("a.png: left  ("), out);
        assertEquals(1, err.lines().count(), err);
        assertTrue(
                err.strip()
                        .endsWith(light
                                + ": has a light border and is taken as it is; if the training images have dark "
                                + "borders, as "
                                + "MNIST's have, invert it, else give --as-is"),
                err);
        assertEquals(0, predict("--as-is", light), err);
        assertEquals("", err);
    }

    @Test
    void asIs_pictureOfAnotherSize_isRefused() throws IOException {
        writePictureModel();
        String file = picture("wide.png", 0, 255, 0, 0);
        assertEquals(1, predict("--as-is", file));
        assertEquals("minibatch: " + file + " has 1×4 pixels, not 1×3 as the training images", err.strip());
    }

    @Test
    void rowsOfPixels_areTakenAsPictures() throws IOException {
        writePictureModel();
        assertEquals(0, predict(write("pixels.csv", "10,20,30\n200,0,0\n"), picture("a.png", 200, 0, 0)), err);
        List<String> lines = out.lines().toList();
        assertTrue(lines.get(0).contains("row 1: right  ("), out);
        assertEquals(
                lines.get(2).substring(lines.get(2).indexOf(": ")),
                lines.get(1).substring(lines.get(1).indexOf(": ")));
    }

    @Test
    void standardInput_isATableOrAPicture() throws IOException {
        writePictureModel();
        assertEquals(0, predictStandardInput("0,200,0\n".getBytes(StandardCharsets.UTF_8)), err);
        assertTrue(out.startsWith("-, row 1: middle  ("), out);
        String file = picture("a.png", 0, 0, 200);
        assertEquals(0, predictStandardInput(Files.readAllBytes(folder.resolve("a.png"))), file);
        assertTrue(out.startsWith("-: right  ("), out);
    }

    @Test
    void standardInput_thatIsNeither_isRefused() {
        writePictureModel();
        assertEquals(1, predictStandardInput(new byte[] {1, 0, 2}));
        assertEquals("minibatch: standard input: is neither a picture (PNG, JPEG, GIF or BMP) nor CSV", err.strip());
        assertEquals(1, predictStandardInput(new byte[0]));
        assertEquals("minibatch: standard input: is empty", err.strip());
    }

    @Test
    void pictureForAModelOfNumbers_isRefused() throws IOException {
        writeRegression(null);
        String file = picture("a.png", 1, 2);
        assertEquals(1, predict(file));
        assertEquals("minibatch: " + file + ": is a picture, but the model takes rows of 2 numbers", err.strip());
    }

    @Test
    void severalLabels_printThosePresent() throws IOException {
        save(
                new Schema(Task.MULTI_LABEL, List.of("red", "round", "sweet"), null, List.of()),
                Activation.SIGMOID,
                null,
                new float[] {1, 0, -1, 0, 0, 0});
        String file = write("rows.csv", "9\n-9\n");
        assertEquals(0, predict(file), err);
        assertEquals(
                List.of(
                        file + ", row 1: red, round  (red: 1.000  round: 0.500  sweet: 0.000)",
                        file + ", row 2: round, sweet  (red: 0.000  round: 0.500  sweet: 1.000)"),
                out.lines().toList());
        assertEquals(0, predict("--json", file), err);
        assertTrue(out.contains("\"labels\":[\"red\",\"round\"]"), out);
    }

    @Test
    void manyClasses_showTheFiveLargestOutputs() throws IOException {
        float[] parameters = new float[24];
        for (int i = 0; i < 12; i++) {
            parameters[i] = i;
        }
        save(
                new Schema(Task.CLASSIFICATION, Schema.numbered(12), null, List.of()),
                Activation.SIGMOID,
                null,
                parameters);
        String file = write("rows.csv", "0.1\n");
        assertEquals(0, predict(file), err);
        assertEquals(file + ", row 1: 11  (11: 0.750  10: 0.731  9: 0.711  8: 0.690  7: 0.668)", out.strip());
    }
}
