package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Runs the program in locales whose digits, decimal separators or upper-case letters differ from English. */
class LocaleTest extends ProgramFixture {
    private static final List<String> LOCALES = List.of("ar-EG", "fa-IR", "tr-TR", "de-DE", "th-TH-u-nu-thai");

    /** Files without times, which must be identical. */
    private static final List<String> EXACT = List.of(
            "run/model.json", "run/curves.png", "run/mistakes.png", "model.onnx", "model.safetensors", "show.png");

    private final Map<String, String> outputs = new TreeMap<>();

    @Test
    void outputs_areTheSameInEveryLocale() throws IOException {
        Locale before = Locale.getDefault();
        try {
            Map<String, String> expected = outputsIn(Locale.ROOT);
            for (String tag : LOCALES) {
                Map<String, String> outputs = outputsIn(Locale.forLanguageTag(tag));
                assertEquals(expected.keySet(), outputs.keySet(), tag);
                expected.forEach((name, content) -> assertEquals(content, outputs.get(name), tag + ": " + name));
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    /** Runs the commands in a locale; returns the output of each and the contents of each file. */
    private Map<String, String> outputsIn(Locale locale) throws IOException {
        Locale.setDefault(locale);
        outputs.clear();
        Path session = Files.createDirectory(folder.resolve("session"));
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        picture.setRGB(1, 2, 0xFFFFFF);
        ImageIO.write(picture, "png", session.resolve("digit.png").toFile());
        onData("train --backend cpu --threads 1 --epochs 2 --layers 16,8,3 --optimizer MOMENTUM --out S/run", 0);
        onData("evaluate S/run/model.json --backend cpu --part VALIDATION", 0);
        onData("data", 0);
        onData("data show --rotate 1.5 --elastic 2.5,3 --out S/show.png --backend cpu", 0);
        onData("data expand --rotate 1.5 --copies 2 --out S/expanded --backend cpu", 0);
        onData("bench --backend cpu --gemm ejml --layers 16,8,3 --seconds 0.1 --batches 100 --out S/bench", 0);
        onData(
                "tune search --space eta=log(0.01,1) --trials 3 --sampler random --backend cpu --threads 1 --set "
                        + "layers=16,8,3 --set epochs=2 --out S/tune",
                0);
        onData(
                "experiment momentum --quick --seeds 1 --backend cpu --threads 1 --set layers=16,8,3 --set "
                        + "epochs=2 --set "
                        + "train-size=60 --set validation-size=20 --out S/experiments",
                0);
        onData("train --eta 1,5", 2);
        run("predict S/run/model.json S/digit.png --backend cpu", 0);
        run("export S/run/model.json S/model.onnx", 0);
        run("export S/run/model.json S/model.safetensors", 0);
        run("doctor", 0);
        run("train --help", 0);
        run("bench --help", 0);
        run("experiment", 0);
        collectFiles(session);
        return Map.copyOf(outputs);
    }

    private void onData(String command, int exitCode) {
        run(command + " --data " + path("data"), exitCode);
    }

    /** Runs a command, where {@code S} is the folder for its files, and records its output. */
    private void run(String command, int exitCode) {
        int code = run(command.replace("S/", path("session") + "/").split(" "));
        assertEquals(exitCode, code, command + ": " + err);
        outputs.put(command, masked(out + err));
    }

    private void collectFiles(Path session) throws IOException {
        try (Stream<Path> all = Files.walk(session)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                String name = session.relativize(file).toString();
                if (EXACT.contains(name)) {
                    outputs.put(name, Files.readString(file, StandardCharsets.ISO_8859_1));
                } else if (!name.endsWith(".png") && Files.isRegularFile(file)) {
                    outputs.put(name, masked(Files.readString(file, StandardCharsets.ISO_8859_1)));
                }
                Files.delete(file);
            }
        }
    }

    /** Masks numbers in English notation, which may be times; those in another notation remain and differ. */
    private static String masked(String text) {
        return text.replaceAll("(?<= )[0-9]{1,3}(,[0-9]{3})+(?= )", "#")
                .replaceAll("[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?", "#")
                .replaceAll("# [mµ]?s\\b", "# s")
                .replaceAll(" +", " ");
    }
}
