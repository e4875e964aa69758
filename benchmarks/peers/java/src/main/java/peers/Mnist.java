package peers;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * What the Java peers share with each other and with mnist.py: the data, initial weights, order, clock and printed
 * line.
 */
final class Mnist {
    static final int TRAINING = 50_000;
    static final int PIXELS = 784;
    private static final int MEASURED_EPOCHS = 3;
    private static final double SECONDS = 2;
    private static final double LONG = 4;

    final int[] layers = IntStream.of(option("layers", "784,30,10")).toArray();
    final int batch = option("batch", "10")[0];
    final int epochs = option("epochs", "3")[0];
    final double eta = Double.parseDouble(System.getProperty("eta", "0.5"));
    final double lambda = Double.parseDouble(System.getProperty("lmbda", "5"));
    final float[][] images;
    final int[] labels;
    private final Random random = new Random(1);

    Mnist() throws IOException {
        String folder = System.getProperty("data", System.getenv("MINIBATCH_DATA"));
        byte[] pixels = read(Path.of(folder), "train-images-idx3-ubyte", 16);
        byte[] digits = read(Path.of(folder), "train-labels-idx1-ubyte", 8);
        images = new float[digits.length][PIXELS];
        labels = new int[digits.length];
        for (int i = 0; i < digits.length; i++) {
            labels[i] = digits[i];
            for (int p = 0; p < PIXELS; p++) {
                images[i][p] = (pixels[i * PIXELS + p] & 0xFF) / 255f;
            }
        }
    }

    private static int[] option(String name, String otherwise) {
        return Arrays.stream(System.getProperty(name, otherwise).split(","))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    private static byte[] read(Path folder, String name, int header) throws IOException {
        Path plain = folder.resolve(name);
        try (InputStream in = Files.exists(plain)
                        ? Files.newInputStream(plain)
                        : new GZIPInputStream(Files.newInputStream(folder.resolve(name + ".gz")));
                DataInputStream data = new DataInputStream(in)) {
            data.skipBytes(header);
            return data.readAllBytes();
        }
    }

    /** Returns weights [inputs][outputs] of layer l, of deviation 1/√inputs. */
    float[][] weights(int l) {
        float[][] weights = new float[layers[l]][layers[l + 1]];
        for (float[] row : weights) {
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) (random.nextGaussian() / Math.sqrt(layers[l]));
            }
        }
        return weights;
    }

    float[] biases(int l) {
        float[] biases = new float[layers[l + 1]];
        for (int j = 0; j < biases.length; j++) {
            biases[j] = (float) random.nextGaussian();
        }
        return biases;
    }

    /** Returns the training images' numbers in a fresh order. */
    int[] order() {
        int[] order = IntStream.range(0, TRAINING).toArray();
        for (int i = TRAINING - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        return order;
    }

    /** Says whether these epochs' seconds are so many and so long together, or long ones. */
    private static boolean enough(List<Double> seconds, int epochs, double together) {
        double sum = seconds.stream().mapToDouble(Double::doubleValue).sum();
        return seconds.size() >= epochs && sum >= together || seconds.stream().anyMatch(each -> each > LONG);
    }

    /**
     * Runs epochs until enough of them are measured, as clock.py and mnist.py have it, and prints what came out as a
     * line of JSON.
     */
    void report(String name, Runnable epoch, DoubleSupplier accuracy) {
        List<Double> warmUp = new ArrayList<>();
        List<Double> measured = new ArrayList<>();
        double right = Double.NaN;
        while (!enough(measured, MEASURED_EPOCHS, SECONDS) || Double.isNaN(right)) {
            long start = System.nanoTime();
            epoch.run();
            double seconds = (System.nanoTime() - start) * 1e-9;
            (enough(warmUp, 1, SECONDS) ? measured : warmUp).add(seconds);
            if (warmUp.size() + measured.size() == epochs) {
                right = accuracy.getAsDouble();
            }
        }
        System.out.printf(
                Locale.ROOT,
                "{\"peer\": \"%s\", \"layers\": \"%s\", \"batch\": %d, "
                        + "\"images_per_second\": [%s], \"validation_accuracy\": %.4f}%n",
                name,
                Arrays.stream(layers).mapToObj(String::valueOf).collect(Collectors.joining("-")),
                batch,
                measured.stream()
                        .map(each -> String.valueOf(Math.round(TRAINING / each)))
                        .collect(Collectors.joining(", ")),
                right);
    }
}
