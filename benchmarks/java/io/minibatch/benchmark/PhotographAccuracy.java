package io.minibatch.benchmark;

import io.minibatch.Classifier;
import io.minibatch.Data;
import io.minibatch.Result;
import io.minibatch.Training;
import io.minibatch.data.Dataset;
import io.minibatch.data.format.FormatException;
import io.minibatch.data.picture.DecodedPicture;
import io.minibatch.data.picture.DigitImage;
import io.minibatch.data.picture.PictureFile;
import io.minibatch.report.Png;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * Accuracy of a 784-100-10 network on synthetic photographs of MNIST's first test digits, beside that on the digits
 * themselves. Prints a row for each kind of photograph and draws the first of each, above what the network is given, in
 * photographs.png.
 */
final class PhotographAccuracy {
    private static final int DIGITS = 500;
    private static final int EPOCHS = 10;
    private static final int SIDE = 28;
    private static final int FIRST_SEED = 1000;
    private static final int DRAWN = 12;
    private static final int TILE = 112;

    private final Dataset test;
    private final Classifier classifier;

    private PhotographAccuracy(Dataset test, Classifier classifier) {
        this.test = test;
        this.classifier = classifier;
    }

    static void main(Path folder) throws IOException {
        Data data = Data.mnist();
        Result result = Training.on(data).hidden(100).epochs(EPOCHS).run();
        System.out.printf(Locale.ROOT, "Test accuracy of the network: %.2f %%%n", 100 * result.testScore());
        Files.createDirectories(folder);
        try (Classifier classifier = result.classifier()) {
            new PhotographAccuracy(data.test(), classifier).measure(folder.resolve("photographs.png"));
        }
    }

    private void measure(Path drawn) throws IOException {
        PhotographKind[] kinds = PhotographKind.values();
        BufferedImage sheet = new BufferedImage(DRAWN * TILE, 2 * kinds.length * TILE, BufferedImage.TYPE_BYTE_GRAY);
        System.out.println("| Photographs | Correct of " + DIGITS + " | Refused as blank |\n|---|---|---|");
        int correct = 0;
        for (int i = 0; i < DIGITS; i++) {
            correct += isCorrect(i, digit(i)) ? 1 : 0;
        }
        System.out.println("| None: the digits themselves | " + correct + " | 0 |");
        for (PhotographKind kind : kinds) {
            measure(kind, sheet.getSubimage(0, 2 * kind.ordinal() * TILE, sheet.getWidth(), 2 * TILE));
        }
        Png.write(drawn, sheet);
        System.out.println("Saved in " + drawn);
    }

    private void measure(PhotographKind kind, BufferedImage drawn) throws IOException {
        int correct = 0;
        int refused = 0;
        for (int i = 0; i < DIGITS; i++) {
            byte[] jpeg = new Photograph(kind, digit(i), FIRST_SEED + i).jpeg();
            DecodedPicture picture = PictureFile.read(kind.fileName(), jpeg);
            byte[] prepared = new byte[SIDE * SIDE];
            try {
                prepared = DigitImage.prepared(kind.fileName(), picture, SIDE, SIDE);
                correct += isCorrect(i, prepared) ? 1 : 0;
            } catch (FormatException blank) {
                refused++;
            }
            if (i < DRAWN) {
                draw(drawn, i, ImageIO.read(new ByteArrayInputStream(jpeg)), prepared);
            }
        }
        System.out.println("| " + kind.title() + " | " + correct + " | " + refused + " |");
    }

    private static void draw(BufferedImage drawn, int place, BufferedImage photograph, byte[] prepared) {
        BufferedImage small = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        small.getRaster().setDataElements(0, 0, SIDE, SIDE, prepared);
        Graphics2D graphics = drawn.createGraphics();
        Image tile = photograph.getScaledInstance(TILE, TILE, Image.SCALE_AREA_AVERAGING);
        graphics.drawImage(tile, place * TILE, 0, null);
        graphics.drawImage(small, place * TILE, TILE, TILE, TILE, null);
        graphics.dispose();
    }

    private byte[] digit(int example) {
        return Arrays.copyOfRange(test.images(), example * SIDE * SIDE, (example + 1) * SIDE * SIDE);
    }

    private boolean isCorrect(int example, byte[] pixels) {
        return classifier.predict(pixels).index() == test.label(example);
    }
}
