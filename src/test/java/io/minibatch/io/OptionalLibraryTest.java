package io.minibatch.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OptionalLibraryTest {
    @ParameterizedTest
    @EnumSource
    void artifact_isThatOfTheOptionalDependency(OptionalLibrary library) throws IOException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/shipped.txt"))) {
            String[] parts = library.artifact().split(":", -1);
            String listed = parts[0] + ":" + parts[1] + ":jar:" + parts[2] + ":compile (optional)";
            String shipped = new String(in.readAllBytes(), UTF_8);
            assertTrue(shipped.contains(listed), () -> listed + " is not in\n" + shipped);
        }
    }

    @ParameterizedTest
    @EnumSource
    void require_ofPresentLibrary_passes(OptionalLibrary library) {
        library.require();
    }

    @Test
    void require_ofMissingLibrary_namesTheArtifactToAdd() {
        MissingLibraryException missing = assertThrows(
                MissingLibraryException.class,
                () -> OptionalLibrary.LIBSVM.require(ClassLoader.getPlatformClassLoader()));
        assertEquals(
                "support vector machines need tw.edu.ntu.csie:libsvm:3.35; add it to your project's dependencies",
                missing.getMessage());
    }
}
