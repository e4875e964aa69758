package io.minibatch.data;

import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Digits drawn by this program, for use where MNIST cannot be had: the same size and classes, but their accuracies say
 * nothing about MNIST.
 *
 * <p>Each image is a digit as a pen writes it, its points moved by a smooth random field, then sheared, scaled, turned,
 * shifted inside the border, and drawn with a pen of random thickness. The random numbers depend on the image's index
 * alone and every operation is rounded as Java prescribes, so every machine draws the same bytes.
 */
final class BuiltInDigits {
    private static final long SEED = 20240229;
    private static final int WIDTH = 28;
    private static final int TRAINING = 10_000;
    private static final int VALIDATION = 2_000;
    private static final int TEST = 2_000;

    private static final double HEIGHT = 18;
    private static final float BEND = 0.11f;
    private static final float TURN = 0.28f;
    private static final float SHEAR = 0.32f;
    private static final float SHIFT = 2f;

    /** From the middle of a stroke's edge to the border: a pixel, and another for curves that swing out. */
    private static final double MARGIN = 2;

    /** The field is given at the nodes of a grid of this many by this many and interpolated between them. */
    private static final int NODES = 4;

    private BuiltInDigits() {}

    /** Returns 10,000 training, 2,000 validation and 2,000 test images of 28×28 pixels, the ten digits by turns. */
    static Parts parts() {
        return new Parts(
                draw("training", 0, TRAINING),
                draw("validation", TRAINING, VALIDATION),
                draw("test", TRAINING + VALIDATION, TEST),
                new DataSource("built-in digits (not MNIST)", true, List.of()));
    }

    private static Dataset draw(String part, int first, int count) {
        byte[] images = new byte[count * WIDTH * WIDTH];
        byte[] labels = new byte[count];
        IntStream.range(0, count).parallel().forEach(i -> {
            labels[i] = (byte) ((first + i) % StrokeFont.digits());
            draw(first + i, labels[i], images, i * WIDTH * WIDTH);
        });
        List<String> names = Schema.numbered(StrokeFont.digits());
        return new Dataset("built-in " + part + " data", WIDTH, WIDTH, names, images, labels);
    }

    private static void draw(int index, int digit, byte[] images, int offset) {
        RandomStream random = new RandomStream(SEED, Purpose.DIGITS, 0, index);
        double angle = random.uniform(0, -TURN, TURN);
        double sine = StrictMath.sin(angle);
        double cosine = StrictMath.cos(angle);
        double shear = random.uniform(1, -SHEAR, SHEAR);
        double scaleX = HEIGHT * random.uniform(2, 0.7f, 1.1f);
        double scaleY = HEIGHT * random.uniform(3, 0.8f, 1.1f);
        double shiftX = WIDTH / 2.0 + random.uniform(4, -SHIFT, SHIFT);
        double shiftY = WIDTH / 2.0 + random.uniform(5, -SHIFT, SHIFT);
        double radius = random.uniform(6, 0.7f, 1.7f);
        double ink = random.uniform(7, 200, 255);
        int variant = (int) (random.uniform(8) * StrokeFont.variants(digit));
        double[][] strokes = StrokeFont.strokes(digit, variant);
        for (double[] stroke : strokes) {
            for (int i = 0; i < stroke.length; i += 2) {
                double fieldX = stroke[i] + bend(random, 16, stroke[i], stroke[i + 1]) - 0.5;
                double fieldY = stroke[i + 1] + bend(random, 16 + NODES * NODES, stroke[i], stroke[i + 1]) - 0.5;
                double y = scaleY * fieldY;
                double x = scaleX * fieldX - shear * y;
                stroke[i] = shiftX + cosine * x - sine * y;
                stroke[i + 1] = shiftY + sine * x + cosine * y;
            }
        }
        moveInside(strokes, 0, radius + MARGIN);
        moveInside(strokes, 1, radius + MARGIN);
        Pen pen = new Pen(WIDTH, radius);
        for (double[] stroke : strokes) {
            pen.draw(stroke);
        }
        pen.copyTo(images, offset, ink);
    }

    /** Moves the strokes along one axis, 0 for x and 1 for y, where they come too close to the edge. */
    private static void moveInside(double[][] strokes, int axis, double margin) {
        double least = WIDTH;
        double most = 0;
        for (double[] stroke : strokes) {
            for (int i = axis; i < stroke.length; i += 2) {
                least = Math.min(least, stroke[i]);
                most = Math.max(most, stroke[i]);
            }
        }
        double move = Math.max(0, margin - least) - Math.max(0, most - (WIDTH - margin));
        for (double[] stroke : strokes) {
            for (int i = axis; i < stroke.length; i += 2) {
                stroke[i] += move;
            }
        }
    }

    /** Returns one component of the field at a point of the unit square; its grid's first node is {@code element}. */
    private static double bend(RandomStream random, int element, double x, double y) {
        int column = (int) (x * (NODES - 1));
        int row = (int) (y * (NODES - 1));
        double right = x * (NODES - 1) - column;
        double down = y * (NODES - 1) - row;
        int node = element + row * NODES + column;
        double above = (1 - right) * random.uniform(node, -BEND, BEND) + right * random.uniform(node + 1, -BEND, BEND);
        double below = (1 - right) * random.uniform(node + NODES, -BEND, BEND)
                + right * random.uniform(node + NODES + 1, -BEND, BEND);
        return (1 - down) * above + down * below;
    }
}
