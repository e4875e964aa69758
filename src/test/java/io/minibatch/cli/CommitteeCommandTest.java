package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.minibatch.data.ImageSize;
import io.minibatch.data.Schema;
import io.minibatch.data.Task;
import io.minibatch.model.Combination;
import io.minibatch.model.CommitteeFile;
import io.minibatch.model.Model;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Network;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three models that know which row of an image is bright and take it for a class that the test chooses. */
class CommitteeCommandTest extends ProgramFixture {
    private static final int CLASSES = 3;

    /** All are right for row 0, the first and third for row 1, none for row 2. */
    @BeforeEach
    void writeModels() throws IOException {
        save("1/model.json", 0, 1, 1);
        save("2/model.json", 0, 2, 1);
        save("3/model.json", 0, 1, 0);
        new CommitteeFile(Combination.VOTES, List.of("1/model.json", "2/model.json", "3/model.json"))
                .write(folder.resolve("committee.json"));
    }

    private void save(String name, int... classOfRow) throws IOException {
        float[] parameters = new float[SIDE * SIDE * CLASSES + CLASSES];
        for (int pixel = 0; pixel < CLASSES * SIDE; pixel++) {
            parameters[pixel * CLASSES + classOfRow[pixel / SIDE]] = 2;
        }
        Architecture architecture =
                Architecture.of(List.of(SIDE * SIDE, CLASSES), List.of(Activation.SOFTMAX), Cost.LOG_LIKELIHOOD);
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Schema schema = new Schema(Task.CLASSIFICATION, Schema.numbered(CLASSES), new ImageSize(SIDE, SIDE), List.of());
        new Model(new Network(architecture, parameters), schema, null).save(file);
    }

    private String picture(int row) throws IOException {
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < SIDE; x++) {
            picture.getRaster().setSample(x, row, 0, 255);
        }
        ImageIO.write(picture, "png", folder.resolve(row + ".png").toFile());
        return path(row + ".png");
    }

    @ParameterizedTest
    @ValueSource(strings = {"disagreement.png", "wrong-for-all.png"})
    void evaluate_galleryNamedAsAnotherPicture_isRefused(String name) {
        String[] command = {"evaluate", folder.toString(), "--data", path("data"), "--gallery", path(name)};
        assertEquals(2, run(command));
        assertTrue(err.contains("--gallery: another picture beside it will be named " + name), err);
    }

    @Test
    void evaluate_ofAFolder_printsMembersAgreementAndWhatAllGetWrong() throws IOException {
        assertEquals(0, run("evaluate", folder.toString(), "--data", path("data")), err);
        assertTrue(out.contains("accuracy 66.67 % (20 of 30)"), out);
        List<String> lines = out.lines().toList();
        int members = lines.indexOf("Members:");
        assertEquals(
                List.of(
                        "  " + path("1/model.json") + ": accuracy 66.67 %",
                        "  " + path("2/model.json") + ": accuracy 33.33 %",
                        "  " + path("3/model.json") + ": accuracy 66.67 %",
                        "The members disagree on 20 images (committee's accuracy 50.00 %) and agree on 10 images "
                                + "(committee's accuracy 100.00 %)",
                        "Wrong for every member: 10 (number in the data set, from 0; true class → committee's answer)",
                        "  2: 2 → 1",
                        "  5: 2 → 1"),
                lines.subList(members + 1, members + 8));
        for (String name : List.of("mistakes.png", "disagreement.png", "wrong-for-all.png")) {
            assertTrue(ImageIO.read(folder.resolve(name).toFile()).getWidth() > 10, name);
            assertTrue(out.contains("drawn in " + path(name)), out);
        }
    }

    @Test
    void evaluate_drawsOverNoPictureOfOthers() throws IOException {
        Files.writeString(folder.resolve("disagreement.png"), "mine");
        assertEquals(0, run("evaluate", folder.toString(), "--data", path("data")), err);
        assertEquals("mine", Files.readString(folder.resolve("disagreement.png")));
        assertTrue(err.contains("The images on which the members disagree most are not drawn: "), err);
    }

    @Test
    void evaluate_ofModelsThatAreNamed_isThatOfTheFolder() {
        assertEquals(0, run("evaluate", folder.toString(), "--data", path("data"), "--gallery", path("m.png")), err);
        String ofFolder = out;
        String[] named = {
            "evaluate",
            path("1"),
            "--with",
            path("2/model.json"),
            "--with",
            path("3"),
            "--combine",
            "votes",
            "--data",
            path("data"),
            "--gallery",
            path("m.png")
        };
        assertEquals(0, run(named), err);
        assertEquals(ofFolder, out);
    }

    @Test
    void evaluate_ofOneModel_printsNoMembers() {
        assertEquals(0, run("evaluate", path("1"), "--data", path("data")), err);
        assertFalse(out.contains("Members"), out);
        assertTrue(Files.exists(folder.resolve("1/mistakes.png")));
        assertFalse(Files.exists(folder.resolve("1/disagreement.png")));
    }

    @Test
    void predict_printsHowManyMembersAgree() throws IOException {
        assertEquals(0, run("predict", folder.toString(), picture(0), picture(1)), err);
        assertEquals(
                path("0.png") + ": 0  (0: 1.000  1: 0.000  2: 0.000)  3 of 3 members agree\n" + path("1.png")
                        + ": 1  (0: 0.000  1: 0.667  2: 0.333)  2 of 3 members agree\n",
                out);
    }

    @Test
    void predict_json_hasTheDisagreement() throws IOException {
        assertEquals(0, run("predict", "--json", folder.toString(), picture(1)), err);
        JsonObject answer = JsonParser.parseString(out).getAsJsonObject();
        assertEquals("1", answer.get("class").getAsString());
        assertEquals(3, answer.get("members").getAsInt());
        assertEquals(2, answer.get("agreeing").getAsInt());
        // Nearly certain members: the entropy of a third and two thirds.
        assertEquals(0.918, answer.get("disagreement").getAsDouble(), 0.02);
        assertEquals(0, run("predict", "--json", path("1"), picture(1)), err);
        assertFalse(JsonParser.parseString(out).getAsJsonObject().has("members"), out);
    }

    @Test
    void predict_ofNumbers_printsTheirSpread() throws IOException {
        Schema schema = new Schema(Task.REGRESSION, List.of("y"), null, List.of("x"));
        Architecture architecture = Architecture.of(List.of(1, 1), List.of(Activation.IDENTITY), Cost.QUADRATIC);
        for (int slope : new int[] {1, 3}) {
            new Model(new Network(architecture, new float[] {slope, 0}), schema, null)
                    .save(folder.resolve("times" + slope + ".json"));
        }
        String table = Files.writeString(folder.resolve("x.csv"), "x\n2\n").toString();
        String[] command = {"predict", path("times1.json"), table, "--with", path("times3.json")};
        assertEquals(0, run(command), err);
        assertEquals(table + ", row 1: y: 4.0  (standard deviation of 2 members: 2.00)\n", out);
        String data = Files.writeString(folder.resolve("data.csv"), "x,y\n" + "2,4\n3,7\n4,8\n1,3\n5,9\n6,12\n")
                .toString();
        assertEquals(0, run("evaluate", path("times1.json"), "--with", path("times3.json"), "--data", data), err);
        assertTrue(out.contains("Standard deviation of the members' predictions: mean 3.50, largest 6.00"), out);
    }

    @Test
    void combinationsThatCannotBe_areRefusedInOneLine() {
        assertEquals(2, run("evaluate", path("1"), "--combine", "mean", "--data", path("data")));
        assertEquals(
                "minibatch: --combine: needs several models; add another by --with MODEL",
                err.lines().findFirst().orElseThrow());
        assertEquals(2, run("evaluate", folder.toString(), "--combine", "median", "--data", path("data")));
        assertEquals(
                "minibatch: --combine: 'median'; choose from mean, log-mean, votes",
                err.lines().findFirst().orElseThrow());
        assertEquals(1, run("predict", path("1"), "x.png", "--with", path("1/model.json")));
        assertEquals("minibatch: " + path("1/model.json") + ": is a member already; name each model once\n", err);
        assertEquals(1, run("evaluate", path("data"), "--data", path("data")));
        assertEquals(
                "minibatch: " + path("data") + ": holds neither committee.json nor model.json; name a model file\n",
                err);
    }

    @Test
    void export_makesOneGraph_andRefusesOtherFormats() throws IOException {
        assertEquals(0, run("export", folder.toString(), path("all.onnx")), err);
        assertTrue(Files.size(folder.resolve("all.onnx")) > 100);
        assertEquals(1, run("export", folder.toString(), path("all.json")));
        assertEquals(
                "minibatch: " + path("all.json")
                        + ": only .onnx holds a committee in one file; export its members one by one, or keep its "
                        + "committee.json\n",
                err);
        assertEquals(1, run("export", folder.toString(), path("all.safetensors")), out);
        new CommitteeFile(Combination.VOTES, List.of("1/model.json")).write(folder.resolve("one.json"));
        assertEquals(1, run("export", path("one.json"), path("votes.json")), "votes of one are not its outputs");
        assertEquals(1, run("export", folder.toString(), path("2/model.json")));
        assertTrue(err.contains("it is the input " + path("2/model.json")), err);
    }

    @Test
    void networksThatAreNotTrained_areNamedWithTheCommandThatResumesThem() throws IOException {
        Files.delete(folder.resolve("committee.json"));
        Files.writeString(folder.resolve("members.json"), "{}");
        assertEquals(1, run("evaluate", folder.toString(), "--data", path("data")));
        assertEquals(
                "minibatch: " + folder
                        + ": none of its networks is fully trained; resume them by 'minibatch train --resume " + folder
                        + "', or name the model file of one\n",
                err);
        assertEquals(0, run("evaluate", path("1"), "--data", path("data")), err);
    }
}
