package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minibatch.distributed.ClusterProvider;
import java.nio.file.Files;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
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
}
