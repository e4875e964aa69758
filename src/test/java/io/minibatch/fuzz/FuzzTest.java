package io.minibatch.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every reader of files takes damaged ones or refuses them as documented: by its own exception, in one short line, with
 * memory that the length of the file bounds. {@code -Dfuzz.executions=N} and {@code -Dfuzz.seed=S} make it longer and
 * different.
 */
class FuzzTest {
    private static final int EXECUTIONS = 400;

    @TempDir
    private static Path folder;

    static List<FuzzTarget> readers() throws IOException {
        return FuzzTargets.all(folder);
    }

    @ParameterizedTest
    @MethodSource("readers")
    void damagedFile_isReadOrRefusedInOneLine(FuzzTarget target) throws InterruptedException {
        int executions = Integer.getInteger("fuzz.executions", EXECUTIONS);
        long start = System.nanoTime();
        Fuzzer fuzzer = new Fuzzer(target, folder);
        Map<String, String> findings = fuzzer.run(executions, Long.getLong("fuzz.seed", 1));
        if (executions > EXECUTIONS) {
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d executions in %.0f s, %d refused, at most %.1f MiB, %d findings%n",
                    target,
                    executions,
                    (System.nanoTime() - start) * 1e-9,
                    fuzzer.refused(),
                    fuzzer.largest() / 1048576.0,
                    findings.size());
        }
        assertEquals(Map.of(), findings);
        assertTrue(fuzzer.refused() > executions / 20, () -> "only " + fuzzer.refused() + " files were refused");
    }
}
