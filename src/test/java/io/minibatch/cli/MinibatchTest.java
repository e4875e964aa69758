package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as its user meets it: exit codes, what it prints, and the files it leaves. */
class MinibatchTest extends ProgramFixture {
    @Test
    void train_learnsAndLeavesItsFiles() throws IOException {
        assertEquals(0, train("run", "--epochs", "20", "--layers", "16,8,3"), err);

        List<String> history = Files.readAllLines(folder.resolve("run/history.csv"));
        assertEquals(
                "epoch,training_cost,training_accuracy,evaluation_cost,evaluation_accuracy,eta,seconds,examples_per_second",
                history.get(0));
        assertEquals(21, history.size());
        double accuracy = Double.parseDouble(history.get(20).split(",", -1)[4]);
        assertTrue(accuracy > 0.9, history.get(20));
        assertTrue(out.contains("validation accuracy "), out);

        JsonObject run = JsonParser.parseString(Files.readString(folder.resolve("run/run.json")))
                .getAsJsonObject();
        assertEquals("completed", run.get("outcome").getAsString());
        assertEquals("20", run.getAsJsonObject("settings").get("epochs").getAsString());
        assertEquals(
                "cross-entropy", run.getAsJsonObject("settings").get("cost").getAsString());
        assertEquals(4, run.getAsJsonObject("data").getAsJsonObject("sha256").size());
        assertEquals("cpu", run.get("backend").getAsString());
        assertTrue(ImageIO.read(folder.resolve("run/curves.png").toFile()).getWidth() > 100);
        assertEquals(
                List.of("checkpoints", "curves.png", "history.csv", "last.json", "model.json", "run.json"),
                namesIn(folder.resolve("run")));
    }

    @Test
    void train_saysWhichNetworkIsSaved_withItsScores() throws IOException {
        assertEquals(0, train("best", "--epochs", "20", "--layers", "16,8,3"), err);
        checkSaved("best", "best");
        assertEquals(0, train("last", "--epochs", "20", "--layers", "16,8,3", "--keep", "last"), err);
        checkSaved("last", "last");
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("best/last.json")),
                Files.readAllBytes(folder.resolve("last/model.json")));
        assertFalse(Files.exists(folder.resolve("last/last.json")));
        assertEquals(0, train("costs", "--epochs", "2", "--monitor", "training-cost"), err);
        assertTrue(
                out.contains("Last network (epoch 2) saved as model.json; the best is unknown without"
                        + " evaluation-accuracy: test accuracy "),
                out);
    }

    /** The accuracies of the last line and of run.json are those that evaluate finds. */
    private void checkSaved(String run, String network) throws IOException {
        JsonObject saved = JsonParser.parseString(Files.readString(folder.resolve(run + "/run.json")))
                .getAsJsonObject()
                .getAsJsonObject("saved");
        assertEquals(network, saved.get("network").getAsString());
        double validation = saved.get("evaluation_accuracy").getAsDouble();
        double test = saved.get("test_accuracy").getAsDouble();
        int epoch = saved.get("epoch").getAsInt();
        List<String> history = Files.readAllLines(folder.resolve(run + "/history.csv"));
        assertEquals(validation, Double.parseDouble(history.get(epoch).split(",", -1)[4]), 1e-7);
        String line = String.format(
                Locale.ROOT,
                "%s network (epoch %d) saved as model.json: validation accuracy %.2f %%, test accuracy %.2f %%",
                network.equals("best") ? "Best" : "Last",
                epoch,
                100 * validation,
                100 * test);
        assertEquals(line, out.lines().reduce("", (before, last) -> last));
        String model = folder.resolve(run + "/model.json").toString();
        String data = folder.resolve("data").toString();
        assertEquals(0, run("evaluate", model, "--data", data), err);
        assertTrue(out.contains(String.format(Locale.ROOT, "accuracy %.2f %%", 100 * test)), out);
        assertEquals(0, run("evaluate", model, "--data", data, "--part", "validation"), err);
        assertTrue(out.contains(String.format(Locale.ROOT, "accuracy %.2f %%", 100 * validation)), out);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3"})
    void train_sameSeedWithAnyThreads_writesTheSameModel(String threads) throws IOException {
        assertEquals(0, train("first", "--epochs", "2", "--threads", "1"), err);
        assertEquals(0, train("again", "--epochs", "2", "--threads", threads), err);
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("first/model.json")),
                Files.readAllBytes(folder.resolve("again/model.json")));
    }

    @ParameterizedTest
    @CsvSource({"ejml, EJML", "openblas, OpenBLAS", "auto, .*OpenBLAS"})
    void train_gemm_isRecorded(String gemm, String library) throws IOException {
        assertEquals(0, train("run", "--epochs", "1", "--threads", "1", "--gemm", gemm), err);
        JsonObject run = JsonParser.parseString(Files.readString(folder.resolve("run/run.json")))
                .getAsJsonObject();
        assertEquals(gemm, run.getAsJsonObject("settings").get("gemm").getAsString());
        String device = run.get("device").getAsString();
        assertTrue(device.matches("1 thread of .*, products by " + library + ".*"), device);
    }

    @Test
    void train_monitorsOff_leaveTheirColumnsEmpty() throws IOException {
        assertEquals(0, train("run", "--epochs", "1", "--monitor", "evaluation-accuracy"), err);
        String[] line =
                Files.readAllLines(folder.resolve("run/history.csv")).get(1).split(",", -1);
        assertEquals(List.of("1", "", "", ""), Arrays.asList(line).subList(0, 4));
        assertFalse(line[4].isEmpty());
    }

    @Test
    void evaluate_printsTheTablesAndDrawsTheMistakes() throws IOException {
        train("run", "--epochs", "20");
        assertEquals(0, run("evaluate", path("run/model.json"), "--data", path("data")), err);
        assertTrue(out.matches("(?s)30 images, data test data\\saccuracy (9\\d|100)\\.\\d\\d %.*"), out);
        assertTrue(out.contains("precision"), out);
        assertTrue(ImageIO.read(folder.resolve("run/mistakes.png").toFile()).getWidth() > 10);
    }

    @Test
    void predict_printsTheClassOfAPicture() throws IOException {
        train("run", "--epochs", "20");
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < SIDE; x++) {
            picture.getRaster().setSample(x, 1, 0, 255);
        }
        ImageIO.write(picture, "png", folder.resolve("one.png").toFile());
        assertEquals(0, run("predict", path("run/model.json"), path("one.png")), err);
        assertTrue(out.matches("(?s)\\S+one.png: 1  \\(0: 0\\.\\d+  1: [01]\\.\\d+  2: 0\\.\\d+\\)\\s"), out);
    }

    @Test
    void data_printsTheParts() {
        assertEquals(0, run("data", "--data", path("data")), err);
        assertTrue(out.contains("100 images of 4×4"), out);
        assertTrue(out.contains("images of each class: 0: 33, 1: 33, 2: 34"), out);
    }

    @Test
    void doctor_saysOfEachBackendWhetherItCanBeUsed() {
        assertEquals(0, run("doctor"), err);
        assertTrue(out.lines().anyMatch(line -> line.matches("cuda +(usable|not usable: .+)")), out);
        assertTrue(out.lines().anyMatch(line -> line.matches("cpu +usable")), out);
        assertTrue(
                out.lines()
                        .anyMatch(line ->
                                line.matches("gemm +.*OpenBLAS [0-9.]+ \\(\\w+ kernels, in \\d+ blocks\\), .+")),
                out);
    }

    @Test
    void doctor_noDriver_saysToInstallOneOrUseTheCpu() {
        String obstacle = Backends.unavailableReason("cuda", BackendOptions.defaults());
        assumeTrue(obstacle != null && obstacle.startsWith("there is no NVIDIA driver"), "this machine has a driver");
        assertEquals(0, run("doctor"), err);
        assertTrue(out.contains("not usable: there is no NVIDIA driver (libcuda.so.1)\n"), out);
        assertTrue(
                out.contains("  advice   if this machine has an NVIDIA GPU, install its driver; the cpu backend needs "
                        + "neither\n"),
                out);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "train", "evaluate", "predict", "export", "data", "data expand", "data show", "doctor"})
    void help_isPrinted(String command) {
        assertEquals(0, run((command + " --help").strip().split(" ")));
        assertEquals("", err);
        assertTrue(out.startsWith("Usage: minibatch"), out);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--batch 0|--batch must be 1 to 1048576, not 0",
                "--epochs 0|--epochs must be at least 1, not 0",
                "--eta -1|--eta must be a number above 0, not -1.0",
                "--lambda NaN|--lambda must be a number from 0 up, not NaN",
                "--layers 16|--layers 16: at least inputs and outputs are needed, for example 784,30,10",
                "--layers 17,3|--layers 17,3: data training data needs 16 inputs and 3 outputs",
                "--layers 16,0,3|--layers 16,0,3: a layer needs at least one input and one output, not 16 and 0",
                "--layers 16,x,3|Invalid value for option '--layers' (N,N,...): 'x' is not an int",
                "--cost log|--cost log: use quadratic or cross-entropy or log-likelihood",
                "--activations relu,softmax,sigmoid|--activations relu,softmax,sigmoid: 2 layers after the "
                        + "inputs need 2 "
                        + "names, one for all, or one for the hidden layers and one for the outputs",
                "--cost log-likelihood|--layers 16,30,3 --cost log-likelihood: the cost log-likelihood is not for "
                        + "sigmoid outputs; use cross-entropy",
                "--activations softmax,relu|--layers 16,30,3 --activations softmax,relu: softmax is for the output "
                        + "layer only",
                "--dropout 1|--dropout must be from 0 to less than 1, not 1.0",
                "--dropout 0.5,0.5,0.5|--dropout needs 2 rates, one for the inputs and one for each hidden "
                        + "layer, not 3",
                "--l1 -1|--l1 must be a number from 0 up, not -1.0",
                "--max-norm -1|--max-norm must be a number from 0 up, not -1.0",
                "--label-smoothing 1|--label-smoothing must be from 0 to less than 1, not 1.0",
                "--momentum 1|--momentum must be from 0 to less than 1, not 1.0; --any-momentum allows other values, "
                        + "for experiments",
                "--optimizer adam --momentum 0.9|--momentum is for momentum and nesterov, not for adam",
                "--optimizer adm|--optimizer adm: use sgd or momentum or nesterov or adam or adamw or rmsprop "
                        + "or lion or adagrad "
                        + "or lbfgs or cg or hessian-free or newton",
                "--optimizer lbfgs --eta 1|--eta is for mini-batches; this optimizer works on all training "
                        + "examples at once",
                "--optimizer newton --layers 16,200,3|--optimizer: the exact Hessian is for up to 2000 "
                        + "parameters; this network has 4003",
                "--schedule step:3|--schedule step:3: use constant, halve:N, tenth:N, step:EVERY:DIVISOR, "
                        + "exponential:FACTOR, cosine or one-cycle:SHARE",
                "--schedule one-cycle:1|--schedule one-cycle:1: the rise of a cycle must be above 0 and below "
                        + "1, not 1.0",
                "--schedule one-cycle --warm-up 2|--warm-up cannot be combined with a one-cycle schedule, which "
                        + "begins with a warm-up",
                "--average mean|--average mean: use none, ema, ema:DECAY, swa or swa:SHARE",
                "--clip-norm -1|--clip-norm must be a number from 0 up, not -1.0",
                "--clip-norm Infinity|--clip-norm must be a number from 0 up, not Infinity",
                "--optimizer lbfgs --average ema|--average is for mini-batches; this optimizer works on all "
                        + "training examples at once",
                "--schedule halve:0|--schedule halve:0: patience must be at least 1 epoch, not 0",
                "--early-stop x|--early-stop x: use a number of epochs, as 10 or 10:0.5",
                "--early-stop 5 --monitor none|--monitor must include evaluation-accuracy, or evaluation-r2 of a "
                        + "regression, once an epoch, for a rule that stops early or lowers the learning rate by it",
                "--warm-up 4 --epochs 3|--warm-up must be at most the 3 epochs of the run, not 4",
                "--init hee|--init hee: use default or large or glorot or he",
                "--backend gpu|--backend must be auto, cuda or cpu, not 'gpu'",
                "--gemm mkl|--gemm must be auto, ejml, openblas, sparse or vector, not 'mkl'",
                "--fused on|--fused must be auto or off, not 'on'",
                "--precision fp8|--precision must be fp32, tf32 or bf16, not 'fp8'",
                "--threads 0|--threads must be 1 to 1024, not 0",
                "--class-weights heavy|--class-weights heavy: use balanced, NAME:WEIGHT,... or a weight for "
                        + "each class in its "
                        + "order",
                "--class-weights 1,-1,1|--class-weights 1,-1,1: weights must be 0 or more, not -1.0",
                "--optimizer newton --class-weights balanced|--optimizer: data training data: examples have "
                        + "weights, which "
                        + "Newton's method and Hessian-free optimization do not take; use L-BFGS or conjugate "
                        + "gradients",
                "--train-size 0|--train-size must be at least 1, not 0",
                "--classes 1|--classes needs at least two classes",
                "--momentun 1|Unknown options: '--momentun', '1'; did you mean --momentum?",
            })
    void train_wrongFlag_isNamedInOneLineAndLeavesNothing(String flags, String message) {
        assertEquals(2, train("run", flags.split(" ")));
        assertTrue(err.lines().anyMatch(("minibatch: " + message)::equals), err);
        assertTrue(err.endsWith("Try 'minibatch train --help'.\n"), err);
        assertFalse(Files.exists(folder.resolve("run")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--train-size 101|--train-size 101: there are only 100 in data training data",
                "--backend cpu --precision tf32|the cpu backend computes in fp32 only, not in tf32: choose "
                        + "precision fp32, "
                        + "or a GPU",
                "--classes 0,7|--classes: data training data: class 7 is not one of 0, 1, 2",
            })
    void train_whatIsNotThere_isNamedInOneLineAndLeavesNothing(String flags, String message) {
        assertEquals(1, train("run", flags.split(" ")));
        assertEquals("minibatch: " + message + "\n", err);
        assertFalse(Files.exists(folder.resolve("run")));
    }

    @Test
    void train_cudaWhereItCannotBeUsed_saysWhy() {
        String obstacle = Backends.unavailableReason("cuda", BackendOptions.defaults());
        assumeTrue(obstacle != null, "this machine can use CUDA");
        assertEquals(1, train("run", "--backend", "cuda"));
        assertEquals("minibatch: backend cuda: " + obstacle + "\n", err);
        assertFalse(Files.exists(folder.resolve("run")));
    }

    @Test
    void train_outIsAFileOrHoldsARun_isRefused() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        assertEquals(1, train("file"));
        assertTrue(err.endsWith("file: cannot be written: a file is where a folder should be\n"), err);
        assertEquals(0, train("run", "--epochs", "1"));
        assertEquals(1, train("run", "--epochs", "1"));
        assertTrue(err.endsWith("run: cannot be written: it already holds a run; name another folder\n"), err);
    }

    @Test
    void train_divergence_isExplainedAndRecorded() throws IOException {
        assertEquals(1, train("run", "--eta", "1e38", "--epochs", "3"));
        assertTrue(err.contains("minibatch: the cost is no longer a number at epoch 1, step "), err);
        assertTrue(Files.readString(folder.resolve("run/run.json")).contains("\"outcome\": \"diverged\""));
        assertFalse(Files.exists(folder.resolve("run/model.json")));
    }

    @Test
    void train_interrupted_savesItsWork() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Minibatch.class.getName(),
                        "train",
                        "--epochs",
                        "1000000",
                        "--data",
                        path("data"),
                        "--out",
                        path("run"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(folder.resolve("run/history.csv")) && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        process.destroy(); // SIGTERM, which the program treats as it does Ctrl-C
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        String log = Files.readString(folder.resolve("log"));
        assertTrue(log.contains("Stopped as asked"), log);
        assertTrue(
                namesIn(folder.resolve("run"))
                        .containsAll(List.of("checkpoints", "curves.png", "history.csv", "model.json", "run.json")),
                log);
        assertTrue(Files.readString(folder.resolve("run/run.json")).contains("\"outcome\": \"requested\""));
        assertEquals(0, run("evaluate", path("run/model.json"), "--data", path("data")), err);
    }

    @Test
    void evaluate_modelForOtherData_isRefused() throws IOException {
        Files.writeString(
                folder.resolve("model.json"),
                "{\"sizes\":[2,1],\"weights\":[[[0,0]]],\"biases\":[[[0]]],\"cost\":\"QuadraticCost\"}");
        assertEquals(1, run("evaluate", path("model.json"), "--data", path("data")));
        assertTrue(err.endsWith("data test data: has 16 values an example, but the model takes 2\n"), err);
        assertEquals(1, err.lines().count(), err);
    }
}
