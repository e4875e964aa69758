package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.cuda.EmulatedCuda;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks that differ by their seeds, trained in lock step on the emulated driver, in a process of its own. */
class EmulatedCudaMembersTest extends ProgramFixture {
    private Path libraries;

    @BeforeEach
    void buildDriver() {
        libraries = EmulatedCuda.build("libcublas.so.12");
    }

    private String training(String name, String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("train", "--data", path("data"), "--out", path(name)));
        command.addAll(List.of("--backend", "cuda", "--layers", "16,8,3", "--epochs", "6", "--batch", "5"));
        command.addAll(List.of(flags));
        return run(command);
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        return ProgramProcess.run(folder, libraries, Map.of(), 0, command.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({"auto, true", "off, false"})
    void members_haveTheBitsOfThePlainRunsOfTheirSeeds(String fused, boolean together)
            throws IOException, InterruptedException {
        String said = training("all", "--seeds", "3", "--fused", fused);
        int beginOfLast = said.indexOf("member 3 (seed 3): epoch 1/6");
        int endOfFirst = said.indexOf("member 1 (seed 1): epoch 6/6");
        assertEquals(together, beginOfLast < endOfFirst, said);
        training("plain", "--seed", "3", "--fused", fused);
        assertSameRun("plain", "all/3");
    }

    @Test
    void membersThatWereStopped_resumeToTheSameBits() throws IOException, InterruptedException {
        training("whole", "--seeds", "2");
        training("part", "--seeds", "2");
        for (int member = 1; member <= 2; member++) {
            Path record = folder.resolve("part/" + member + "/run.json");
            Files.writeString(record, Files.readString(record).replace("\"completed\"", "\"running\""));
            for (int epoch = 6; epoch > 6 - member; epoch--) {
                Path checkpoints = folder.resolve("part/" + member + "/checkpoints");
                Files.delete(checkpoints.resolve("epoch-00000" + epoch + ".json"));
            }
        }
        String said = run(List.of("train", "--resume", path("part")));
        assertTrue(said.contains("member 2 (seed 2): Resuming after epoch 4."), said);
        assertSameRun("whole/1", "part/1");
        assertSameRun("whole/2", "part/2");
    }

    private void assertSameRun(String expected, String actual) throws IOException {
        assertEquals(file(expected, "model.json"), file(actual, "model.json"));
        assertEquals(historyWithoutTimes(expected), historyWithoutTimes(actual));
    }

    private String file(String name, String file) throws IOException {
        return Files.readString(folder.resolve(name).resolve(file));
    }

    private String historyWithoutTimes(String name) throws IOException {
        return file(name, "history.csv").replaceAll("(?m)(,[^,]*){2}$", "");
    }
}
