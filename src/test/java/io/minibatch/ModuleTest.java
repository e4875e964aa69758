package io.minibatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Provides;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The module descriptor says on the module path what packages and service files say on the class path. */
class ModuleTest {
    private static final String DESCRIPTOR = "/META-INF/versions/17/module-info.class";
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path SERVICES = Path.of("src/main/resources/META-INF/services");

    /** The packages that no user of the library names. */
    private static final Set<String> INTERNAL =
            Set.of("io.minibatch.backend.cpu", "io.minibatch.backend.cuda", "io.minibatch.cli", "io.minibatch.page");

    @Test
    void module_exportsEachPackageButTheInternalOnes() throws IOException {
        Set<String> packages;
        try (Stream<Path> files = Files.walk(SOURCES)) {
            packages = files.filter(ModuleTest::isClass)
                    .map(file -> SOURCES.relativize(file.getParent()).toString().replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        packages.removeAll(INTERNAL);
        assertEquals(
                packages,
                descriptor().exports().stream().map(Exports::source).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void module_providesWhatTheServiceFilesName() throws IOException {
        Set<Provides> provided = descriptor().provides();
        assertEquals(1, provided.size());
        for (Provides service : provided) {
            List<String> named = Files.readAllLines(SERVICES.resolve(service.service()), StandardCharsets.UTF_8);
            assertEquals(named, service.providers());
        }
        try (Stream<Path> files = Files.list(SERVICES)) {
            // The program's logging is a service of its own jar, which is no module.
            assertEquals(
                    List.of("ch.qos.logback.classic.spi.Configurator", "io.minibatch.backend.BackendProvider"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    private static boolean isClass(Path file) {
        return file.toString().endsWith(".java") && !file.endsWith("package-info.java");
    }

    private static ModuleDescriptor descriptor() throws IOException {
        try (InputStream in = Objects.requireNonNull(ModuleTest.class.getResourceAsStream(DESCRIPTOR))) {
            return ModuleDescriptor.read(in);
        }
    }
}
