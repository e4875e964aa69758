package io.minibatch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minibatch.Data;
import io.minibatch.data.DataLoader;
import io.minibatch.data.Dataset;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of the README and of the package's documentation run. */
class ExamplesTest {
    private static final Pattern VALIDATION = Pattern.compile("accuracy ([\\d.]+) % on the validation data");

    private interface Program {
        void main(String[] args) throws Exception;
    }

    private static List<String> run(Program program, String... args) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            program.main(args);
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static double accuracy(List<String> lines) {
        Matcher matcher = VALIDATION.matcher(String.join("\n", lines));
        assertTrue(matcher.find(), lines.toString());
        return Double.parseDouble(matcher.group(1));
    }

    private static void assumeMnist() {
        assumeTrue(
                System.getenv(DataLoader.VARIABLE) != null, "set MINIBATCH_DATA to a folder with MNIST's four files");
    }

    @Test
    void trainMnist_reaches94PercentAndReadsThePicture(@TempDir Path folder) throws Exception {
        assumeMnist();
        Dataset test = Data.mnist().test();
        BufferedImage picture = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 28 * 28; i++) {
            picture.getRaster().setSample(i % 28, i / 28, 0, test.images()[i] & 0xFF);
        }
        Path file = folder.resolve("seven.png");
        ImageIO.write(picture, "png", file.toFile());
        List<String> lines = run(TrainMnist::main, file.toString());
        assertTrue(accuracy(lines) > 94, lines.toString());
        String last = lines.get(lines.size() - 1);
        assertTrue(last.matches("7 \\(0\\.\\d{3}\\)"), last);
    }

    @Test
    void stopAt97_stopsAtTheFirstEpochFrom97Percent() throws Exception {
        assumeMnist();
        List<String> lines = run(StopAt97::main);
        List<Double> accuracies = lines.stream()
                .filter(line -> line.startsWith("epoch"))
                .map(line -> Double.valueOf(line.replaceAll(".*evaluation accuracy ([\\d.]+) %.*", "$1")))
                .toList();
        assertTrue(accuracies.get(accuracies.size() - 1) >= 97, lines.toString());
        assertTrue(accuracies.subList(0, accuracies.size() - 1).stream().allMatch(each -> each < 97), lines.toString());
    }

    @Test
    void saveLoadResume_secondTrainingStartsFromTheSavedModel(@TempDir Path folder) throws Exception {
        assumeMnist();
        List<String> lines =
                run(SaveLoadResume::main, folder.resolve("model.json").toString());
        assertTrue(accuracy(lines) > 93, lines.toString());
    }

    @Test
    void searchOwnObjective_findsANetworkThatLearns() throws Exception {
        List<String> lines = run(SearchOwnObjective::main);
        assertTrue(lines.get(0).matches("best of 12 trials: eta [\\d.]+, neurons \\d+: 0\\.\\d+"), lines.toString());
        assertTrue(Double.parseDouble(lines.get(0).replaceAll(".*: ", "")) > 0.8, lines.toString());
    }

    @Test
    void sharedClassifier_answersEachImage() throws Exception {
        List<String> lines = run(SharedClassifier::main);
        assertEquals(100, lines.size());
        assertTrue(lines.stream().allMatch(line -> line.matches("\\d \\([01]\\.\\d{3}\\)")), lines.toString());
    }

    @Test
    void chooseDevice_saysWhichAndWhy() throws Exception {
        List<String> lines = run(ChooseDevice::main);
        assertEquals("AUTO: available", lines.get(0));
        assertEquals("CPU: available", lines.get(1));
        assertTrue(lines.get(2).startsWith("CUDA: "), lines.toString());
        assertTrue(lines.get(3).matches("(cpu|cuda) \\(.*"), lines.toString());
    }

    @Test
    void ownArrays_answerIsInside() throws Exception {
        List<String> lines = run(OwnArrays::main);
        assertTrue(lines.get(0).startsWith("inside ("), lines.toString());
    }

    @Test
    void regressionFromCsv_predictsThePrice(@TempDir Path folder) throws Exception {
        Random random = new Random(1);
        StringBuilder csv = new StringBuilder("area,rooms,price\n");
        for (int i = 0; i < 600; i++) {
            int area = 40 + random.nextInt(160);
            int rooms = 1 + random.nextInt(6);
            csv.append(String.format(Locale.ROOT, "%d,%d,%.2f%n", area, rooms, 1 + 0.02 * area + 0.1 * rooms));
        }
        Path file = folder.resolve("houses.csv");
        Files.writeString(file, csv);
        List<String> lines = run(RegressionFromCsv::main, file.toString());
        assertEquals(3.8, Double.parseDouble(lines.get(lines.size() - 1)), 0.05, lines.toString());
    }
}
