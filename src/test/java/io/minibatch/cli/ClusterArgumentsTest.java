package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minibatch.distributed.ClusterProvider;
import java.nio.file.Files;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A build that has no cluster in it. */
class ClusterArgumentsTest extends ProgramFixture {
    @ParameterizedTest
    @ValueSource(strings = {"train", "tune search --space eta=log(0.1,1)"})
    void withoutSpark_itIsSaidWhatIsMissingAndHowToBuildIt(String command) {
        assumeTrue(ServiceLoader.load(ClusterProvider.class).findFirst().isEmpty(), "this build is one with a cluster");
        String[] flags = {"--data", path("data"), "--out", path("run"), "--on", "spark://host:7077"};
        assertEquals(
                2,
                run(Stream.concat(Stream.of(command.split(" ")), Stream.of(flags))
                        .toArray(String[]::new)));
        assertEquals(
                "minibatch: --on spark://host:7077: Apache Spark is not part of this build; 'mvn -Pspark package' makes"
                        + " one that has it",
                err.lines().findFirst().orElse(""));
        assertFalse(Files.exists(folder.resolve("run")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "local[2]|10|50000|Spark adds about 10 ms to each step: at least 50 s in each epoch of 5,000 steps",
                "spark://h:1|10|50000|Spark adds about 20 to 50 ms to each step: at least 100 s in each epoch "
                        + "of 5,000 steps",
                "local[2]|100|50|Spark adds about 10 ms to each step: at least 10 ms in each epoch of 1 step",
            })
    void cost_isThatOfTheSteps(String url, int batch, int examples, String line) {
        assertEquals(line + "; a larger --batch makes fewer steps", ClusterArguments.cost(url, batch, examples));
    }
}
