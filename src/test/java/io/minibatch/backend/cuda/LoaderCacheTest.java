package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On caches that the system's own ldconfig makes. */
class LoaderCacheTest {
    /** No system has it in the folders that ldconfig always reads. */
    private static final List<String> LIBRARY = List.of("libminibatch-stand-in.so.1");

    private static final Path LDCONFIG = Path.of("/sbin/ldconfig");

    @TempDir
    private Path root;

    @ParameterizedTest
    @ValueSource(strings = {"new", "compat"})
    void folders_areThoseThatTheCacheNames(String format) throws IOException, InterruptedException {
        StandIn.library(vendor().resolve(LIBRARY.get(0)));
        Path cache = cacheOf(vendor(), format);
        assertEquals(List.of(vendor()), LoaderCache.folders(cache, LIBRARY));
        assertEquals(List.of(), LoaderCache.folders(cache, List.of("libcublas.so.12")));
    }

    @Test
    void driverThatOnlyTheCacheKnows_isFound() throws IOException, InterruptedException {
        Path driver = StandIn.library(vendor().resolve("libcuda.so.1"));
        Path cache = cacheOf(vendor(), "new");
        Files.move(cache, Files.createDirectory(root.resolve("etc")).resolve("ld.so.cache"));
        assertTrue(LibraryFolders.of(Platform.LINUX, List.of(), Map.of(), root)
                .drivers()
                .contains(driver));
    }

    @Test
    void folders_librariesForOtherProcessors_areLeftOut() throws IOException, InterruptedException {
        StandIn.library(vendor().resolve(LIBRARY.get(0)));
        Path cache = cacheOf(vendor(), "new");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(cache)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < bytes.getInt(20); i++) {
            bytes.putInt(48 + i * 24, 3); // 32-bit x86
        }
        Files.write(cache, bytes.array());
        assertEquals(List.of(), LoaderCache.folders(cache, LIBRARY));
    }

    @Test
    void folders_ofNoCacheOrADamagedOne_areNone() throws IOException, InterruptedException {
        StandIn.library(vendor().resolve(LIBRARY.get(0)));
        Path cache = cacheOf(vendor(), "new");
        byte[] content = Files.readAllBytes(cache);
        for (int length : new int[] {0, 19, 22, 48, 60, 80}) {
            Files.write(cache, Arrays.copyOf(content, length));
            assertEquals(List.of(), LoaderCache.folders(cache, LIBRARY), length + " bytes");
        }
        assertEquals(List.of(), LoaderCache.folders(root.resolve("no"), LIBRARY));
        Files.writeString(cache, "something else", StandardCharsets.UTF_8);
        assertEquals(List.of(), LoaderCache.folders(cache, LIBRARY));
    }

    private Path vendor() {
        return root.resolve("opt/vendor");
    }

    private Path cacheOf(Path folder, String format) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(LDCONFIG), "there is no ldconfig");
        Path cache = root.resolve("cache");
        Path configuration = Files.writeString(root.resolve("ld.so.conf"), folder + "\n");
        int code = new ProcessBuilder(
                        LDCONFIG.toString(), "-X", "-c", format, "-f", configuration.toString(), "-C", cache.toString())
                .inheritIO()
                .start()
                .waitFor();
        assertEquals(0, code);
        return cache;
    }
}
