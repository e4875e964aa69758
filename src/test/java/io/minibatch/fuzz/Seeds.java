package io.minibatch.fuzz;

import io.minibatch.data.AugmentationPreset;
import io.minibatch.data.NpyWriter;
import io.minibatch.data.Schema;
import io.minibatch.data.Standardization;
import io.minibatch.data.Task;
import io.minibatch.data.format.IdxWriter;
import io.minibatch.data.format.NumericArray;
import io.minibatch.model.Model;
import io.minibatch.model.ModelFile;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.optimize.Averaging;
import io.minibatch.spec.Settings;
import io.minibatch.train.Average;
import io.minibatch.train.Checkpoints;
import io.minibatch.train.Measurement;
import io.minibatch.train.Monitor;
import io.minibatch.train.TrainingState;
import io.minibatch.trial.Archive;
import io.minibatch.trial.Outcome;
import io.minibatch.trial.Place;
import io.minibatch.trial.Trial;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Good files of every kind, to be damaged; made by the writers that there are. */
record Seeds(Path folder) {
    static final Architecture ARCHITECTURE =
            Architecture.of(List.of(4, 3, 2), List.of(Activation.GELU, Activation.SOFTMAX), Cost.LOG_LIKELIHOOD);
    static final Trial TRIAL = new Trial("label", "series", Settings.parse(Map.of("eta", "3")), 7);

    static final String RUN = """
            {"command": ["train", "--layers=784,10", "--epochs=3"], "settings": {"eta": 0.5, "layers": [784, 10]},
             "data": {"training": 50000, "sha256": {"train-images": "ab"}}, "backend": "cpu", "device": "2 threads of a CPU",
             "versions": {"minibatch": "1"}, "best": {"evaluation_accuracy": 0.9}, "outcome": "running"}
            """;

    static final String JOURNAL = """
            random
            {"number":0,"epochs":3,"settings":{"eta":"0.1"},"point":[0.5],"accuracy":0.5,"seconds":1.5,"end":"completed"}
            {"number":1,"epochs":3,"settings":{"eta":"0.9"},"point":[0.9],"seconds":0.5,"end":"diverged"}
            {"number":2,"epochs":3,"settings":{"eta":"0.2"},"point":[0.6],"accuracy":1.0,"seconds":1.5,"end":"early"}
            """;

    List<byte[]> idx() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (int[] shape : new int[][] {{2, 5, 5}, {7}, {1, 100, 100}}) {
            seeds.add(written("seed-idx", shape));
        }
        return seeds;
    }

    List<byte[]> gzip() throws IOException {
        return List.of(written("seed.gz", 2, 5, 5), written("seed.gz", 5, 50, 50));
    }

    private byte[] written(String name, int... shape) throws IOException {
        Path file = folder.resolve(name);
        int size = 1;
        for (int dimension : shape) {
            size *= dimension;
        }
        IdxWriter.write(file, NumericArray.ofBytes(shape, new byte[size]));
        return Files.readAllBytes(file);
    }

    List<byte[]> csv() {
        String table = "a,b,label\n1,2.5,x\n-3,4e-2,y\n5,6,x\n7,8,y\n";
        return List.of(
                table.getBytes(StandardCharsets.UTF_8),
                table.replace(',', ';').replace("x", "\"one, two\"").getBytes(StandardCharsets.UTF_8),
                "1,0,0\n2,255,0\n1,3,0\n".getBytes(StandardCharsets.UTF_8));
    }

    List<byte[]> npy() {
        return List.of(
                NpyWriter.npy("|u1", false, "(6, 2, 2)", new byte[24]),
                NpyWriter.npy("<f4", true, "(6, 1)", new byte[24]),
                NpyWriter.npy(2, "{'descr': '>f8', 'fortran_order': False, 'shape': (6, 1)}", new byte[48]));
    }

    List<byte[]> npz(Path file) throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (boolean stored : new boolean[] {true, false}) {
            NpyWriter.npz(
                    file,
                    stored,
                    Map.of(
                            "x_train",
                            npy().get(0),
                            "y_train",
                            NpyWriter.npy("<i4", false, "(6,)", new byte[24]),
                            "x_test",
                            NpyWriter.npy("|u1", false, "(1, 2, 2)", new byte[4]),
                            "y_test",
                            NpyWriter.npy("|u1", false, "(1,)", new byte[1])));
            seeds.add(Files.readAllBytes(file));
        }
        return seeds;
    }

    /** Returns a folder with the four files of a data set. */
    Path dataFolder() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        for (String part : List.of("train", "t10k")) {
            byte[] labels = {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2};
            IdxWriter.write(
                    data.resolve(part + "-images-idx3-ubyte"),
                    NumericArray.ofBytes(new int[] {12, 4, 4}, new byte[12 * 16]));
            IdxWriter.write(data.resolve(part + "-labels-idx1-ubyte"), NumericArray.ofBytes(new int[] {12}, labels));
        }
        return data;
    }

    /** Returns a drawing in several kinds of pixels. */
    List<byte[]> pictures(String format) throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (int type : new int[] {
            BufferedImage.TYPE_BYTE_BINARY,
            BufferedImage.TYPE_BYTE_GRAY,
            BufferedImage.TYPE_INT_RGB,
            BufferedImage.TYPE_INT_ARGB,
            BufferedImage.TYPE_USHORT_GRAY
        }) {
            BufferedImage image = new BufferedImage(40, 30, type);
            Graphics2D graphics = image.createGraphics();
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, 40, 30);
            graphics.setColor(Color.BLACK);
            graphics.setStroke(new BasicStroke(4));
            graphics.drawOval(12, 6, 14, 18);
            graphics.dispose();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            if (ImageIO.write(image, format, out)) {
                seeds.add(out.toByteArray());
            }
        }
        return seeds;
    }

    /** Returns a model of images with names, and one of named features that are standardized. */
    List<byte[]> models(String extension) throws IOException {
        Network network = Initializer.DEFAULT.initialize(ARCHITECTURE, 3);
        List<String> features = List.of("length", "width", "h\u00f6he", "\ud83d\ude00 \"age\"\n");
        Schema rows = new Schema(Task.CLASSIFICATION, List.of("cat", "dog"), null, features);
        Standardization standardization =
                new Standardization(new float[] {1, 2, 3, 4}, new float[] {0.5f, 1, 1.5f, 1e-3f});
        return List.of(
                written(
                        extension,
                        new Model(
                                network,
                                Schema.ofImages(2, 2, List.of("7", "3")),
                                null,
                                AugmentationPreset.CIRESAN.of(2, 2))),
                written(extension, new Model(network, rows, standardization)));
    }

    private byte[] written(String extension, Model model) throws IOException {
        Path file = folder.resolve("seed" + extension);
        ModelFile.write(file, model);
        return Files.readAllBytes(file);
    }

    /** Returns a folder with the checkpoint of epoch 2. */
    Path checkpoints() {
        Network network = Initializer.DEFAULT.initialize(ARCHITECTURE, 3);
        List<Measurement> measurements = List.of(
                new Measurement(1, Map.of(Monitor.EVALUATION_ACCURACY, 0.5, Monitor.TRAINING_COST, 2.0), 0.1, 1, 1e6),
                new Measurement(2, Map.of(Monitor.EVALUATION_ACCURACY, 0.6, Monitor.TRAINING_COST, 1.5), 0.1, 2, 1e6));
        TrainingState state = new TrainingState(
                2,
                network,
                new float[] {1, 2, 3},
                network,
                new Average(Averaging.Stochastic.standard(), 1, network),
                new TrainingState.Progress(measurements, 100_000, 2));
        Path checkpoints = folder.resolve("checkpoints");
        new Checkpoints(checkpoints, 1).epochEnded(2, () -> state);
        return checkpoints;
    }

    /** Returns a checkpoint's JSON with the checksum of other tensors. */
    static byte[] withChecksum(byte[] json, byte[] tensors, byte[] others) {
        String text = new String(json, StandardCharsets.UTF_8);
        return text.replace(sha256(tensors), sha256(others)).getBytes(StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new AssertionError(everyJavaHasIt);
        }
    }

    Archive archive() {
        Place place = new Place(
                threads -> {
                    throw new AssertionError();
                },
                1,
                "device",
                true,
                "data");
        return new Archive(folder.resolve("trials"), place);
    }

    /** Returns the file of a trial's outcome. */
    Path outcome() throws IOException {
        Map<String, double[]> series = Map.of("eta", new double[] {3, 1}, "epoch", new double[] {1, 2});
        archive().keep(TRIAL, new Outcome(series, Map.of("seconds", 1.5), new long[Outcome.BINS], "completed"));
        try (Stream<Path> files = Files.list(folder.resolve("trials"))) {
            return files.findFirst().orElseThrow();
        }
    }
}
