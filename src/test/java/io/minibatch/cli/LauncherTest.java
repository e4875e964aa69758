package io.minibatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher with a java that says what it was given. */
class LauncherTest {
    @TempDir
    private Path folder;

    @Test
    void cacheOfKernels_isInTheUsersCache() throws IOException, InterruptedException {
        assertEquals("/var/cache/ada/minibatch/kernels", cachePath(Map.of("XDG_CACHE_HOME", "/var/cache/ada")));
        assertEquals("/home/ada/.cache/minibatch/kernels", cachePath(Map.of("HOME", "/home/ada")));
    }

    @Test
    void cacheOfKernels_isTheUsersChoice_orNvidiasWhereThereIsNoCache() throws IOException, InterruptedException {
        assertEquals("/scratch", cachePath(Map.of("CUDA_CACHE_PATH", "/scratch", "HOME", "/home/ada")));
        assertEquals("unset", cachePath(Map.of()));
    }

    private String cachePath(Map<String, String> environment) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the launcher needs /bin/sh");
        Path launcher = folder.resolve("minibatch");
        Path java = Files.createDirectories(folder.resolve("java/bin")).resolve("java");
        Files.deleteIfExists(launcher);
        Files.copy(Path.of("src/main/launcher/minibatch"), launcher);
        Files.writeString(folder.resolve("minibatch.jar"), "");
        Files.writeString(java, """
                #!/bin/sh
                case $* in
                    *-version*) echo 'openjdk version "17.0.1" 2021-10-19' >&2 ;;
                    *) echo "${CUDA_CACHE_PATH:-unset}" ;;
                esac
                """);
        assertEquals(true, java.toFile().setExecutable(true));
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", launcher.toString(), "doctor").redirectErrorStream(true);
        builder.environment().keySet().removeAll(Set.of("CUDA_CACHE_PATH", "XDG_CACHE_HOME", "HOME"));
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", folder.resolve("java").toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output.strip();
    }
}
