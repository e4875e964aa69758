package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Augmentation;
import io.minibatch.data.AugmentationPreset;
import io.minibatch.data.Schema;
import io.minibatch.data.Task;
import io.minibatch.model.Model;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.network.Variants;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --variants} of evaluate and predict. */
class VariantsCommandTest extends ProgramFixture {
    private static final Network NETWORK = Initializer.DEFAULT.initialize(
            Architecture.of(List.of(784, 5, 10), List.of(Activation.TANH, Activation.SOFTMAX), Cost.LOG_LIKELIHOOD), 3);

    private String save(@Nullable Augmentation augmentation) {
        new Model(NETWORK, Schema.ofImages(28, 28, Schema.numbered(10)), null, augmentation)
                .save(folder.resolve("model.json"));
        return path("model.json");
    }

    private String picture() throws IOException {
        BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 6; y < 22; y++) {
            image.getRaster().setSample(14, y, 0, 255);
            image.getRaster().setSample(15, y, 0, 200);
        }
        Path file = folder.resolve("one.png");
        ImageIO.write(image, "png", file.toFile());
        return file.toString();
    }

    @Test
    void predict_byVariants_givesOtherAnswers_theSameEachTime() throws IOException {
        String model = save(AugmentationPreset.CIRESAN.of(28, 28));
        assertEquals(0, run("predict", model, picture(), "--json", "--backend", "cpu"), err);
        String plain = out;
        assertEquals(0, run("predict", model, picture(), "--json", "--backend", "cpu", "--variants", "3"), err);
        assertEquals(1, out.lines().count());
        assertTrue(!out.equals(plain), out);
        String varied = out;
        assertEquals(0, run("predict", model, picture(), "--json", "--backend", "cpu", "--variants", "3"), err);
        assertEquals(varied, out);
    }

    @Test
    void predict_byVariantsThatChangeNothing_isThePlainAnswer() throws IOException {
        String model = save(Augmentation.none(28, 28));
        assertEquals(0, run("predict", model, picture(), "--backend", "cpu"), err);
        String plain = out;
        assertEquals(0, run("predict", model, picture(), "--backend", "cpu", "--variants", "7"), err);
        assertEquals(plain, out);
    }

    @Test
    void time_isThatOfAnImage() {
        assertEquals("32 variants: 1.88 ms per image", VariantArguments.time(Variants.of(32), 18_800_000, 10));
    }

    @Test
    void variants_ofModelWithoutAugmentation_areRefused() throws IOException {
        String model = save(null);
        assertEquals(1, run("predict", model, picture(), "--backend", "cpu", "--variants", "3"));
        assertEquals(
                "minibatch: " + model
                        + ": has no augmentation for --variants 3: the model was trained without, or by an"
                        + " earlier version; train it with --augment, or leave --variants out",
                err.strip());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 10_001})
    void variants_outOfRange_areRefused(int count) throws IOException {
        String model = save(AugmentationPreset.CIRESAN.of(28, 28));
        assertEquals(2, run("predict", model, picture(), "--variants", Integer.toString(count)));
        assertTrue(err.contains("--variants " + count + ": must be 0 to 10000"), err);
    }

    @Test
    void predict_rowsOfNumbersByVariants_areRefusedByTheirFile() throws IOException {
        String model = save(AugmentationPreset.CIRESAN.of(28, 28));
        String row = "0.5" + ",0.25".repeat(783) + "\n";
        Path table = Files.writeString(folder.resolve("rows.csv"), row);
        assertEquals(1, run("predict", model, table.toString(), "--backend", "cpu", "--variants", "3"));
        assertEquals(
                "minibatch: " + table + ": --variants is for images, whose pixels are bytes, not for numbers",
                err.strip());
    }

    @Test
    void trainedModel_isEvaluatedByItsVariants() {
        assertEquals(0, train("run", "--epochs", "1", "--layers", "16,5,3", "--augment", "simard-affine"), err);
        String model = path("run/model.json");
        assertEquals(
                AugmentationPreset.SIMARD_AFFINE.of(4, 4),
                Model.load(Path.of(model)).augmentation());
        assertEquals(0, run("evaluate", model, "--data", path("data"), "--variants", "1", "--backend", "cpu"), err);
        assertTrue(out.lines().anyMatch(line -> line.matches("1 variant: [0-9.]+ ms per image")), out);
    }

    @Test
    void variants_ofModelWithoutImages_areRefused() throws IOException {
        Architecture architecture = Architecture.of(List.of(1, 1), List.of(Activation.IDENTITY), Cost.QUADRATIC);
        Schema schema = new Schema(Task.REGRESSION, List.of("y"), null, List.of("x"));
        new Model(new Network(architecture, new float[] {1, 0}), schema, null).save(folder.resolve("line.json"));
        Path table = Files.writeString(folder.resolve("x.csv"), "x\n2\n");
        assertEquals(1, run("predict", path("line.json"), table.toString(), "--variants", "3"));
        assertEquals(
                "minibatch: " + path("line.json") + ": has no images for --variants 3; leave --variants out\n", err);
    }
}
