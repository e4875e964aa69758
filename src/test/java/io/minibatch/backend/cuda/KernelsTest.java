package io.minibatch.backend.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The images that ship: made from the sources beside them, with the kernels that the backend launches. */
class KernelsTest {
    private static final Path SOURCES = Path.of("src/main/cuda");

    /** Each kernel and how many parameters it takes. */
    private static final Map<String, Integer> KERNELS = Map.ofEntries(
            Map.entry("batch_shuffle", 15),
            Map.entry("batch_rewind", 3),
            Map.entry("check_finite", 3),
            Map.entry("gather_u8", 7),
            Map.entry("augment_u8", 22),
            Map.entry("bias_activation_identity", 8),
            Map.entry("activation_gradient_identity", 12),
            Map.entry("bias_activation_sigmoid", 8),
            Map.entry("activation_gradient_sigmoid", 12),
            Map.entry("bias_activation_tanh", 8),
            Map.entry("activation_gradient_tanh", 12),
            Map.entry("bias_activation_relu", 8),
            Map.entry("activation_gradient_relu", 12),
            Map.entry("bias_activation_leaky_relu", 8),
            Map.entry("activation_gradient_leaky_relu", 12),
            Map.entry("bias_activation_gelu", 8),
            Map.entry("activation_gradient_gelu", 12),
            Map.entry("softmax", 4),
            Map.entry("descend_sgd", 8),
            Map.entry("descend_momentum", 8),
            Map.entry("descend_nesterov", 8),
            Map.entry("descend_adam", 8),
            Map.entry("descend_rmsprop", 8),
            Map.entry("limit_norms", 4),
            Map.entry("scale", 3),
            Map.entry("multiply", 4),
            Map.entry("output_delta", 9),
            Map.entry("output_layer", 16),
            Map.entry("tally_rows", 12),
            Map.entry("tally_add", 5),
            Map.entry("product_few_rows", 7),
            Map.entry("product_few_terms", 7),
            Map.entry("axpy", 4),
            Map.entry("dot_blocks", 4));

    private static final Pattern ENTRY = Pattern.compile("\\.visible \\.entry (\\w+)\\(([^)]*)\\)");

    @Test
    void images_areMadeByOneRunOfTheScript() throws IOException, NoSuchAlgorithmException {
        StringBuilder actual = new StringBuilder();
        for (String name : List.of("kernels.fatbin", "kernels.ptx")) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes(name));
            actual.append(HexFormat.of().formatHex(hash))
                    .append("  ")
                    .append(name)
                    .append('\n');
        }
        assertEquals(
                Files.readString(SOURCES.resolve("kernels.sha256")),
                actual.toString(),
                "kernels.ptx and kernels.fatbin are not of the same build; run src/main/cuda/build.sh");
    }

    @Test
    void resource_isMadeFromTheSources() throws IOException, NoSuchAlgorithmException {
        String expected = "// SHA-256 of src/main/cuda: " + sourceHash();
        assertEquals(
                expected,
                ptx().lines().findFirst().orElse(""),
                "kernels.ptx is not made from these sources; run src/main/cuda/build.sh");
    }

    @Test
    void resource_hasEachKernelWithItsParameters() throws IOException {
        Map<String, Integer> entries = new TreeMap<>();
        for (MatchResult entry : ENTRY.matcher(ptx()).results().toList()) {
            entries.put(entry.group(1), entry.group(2).split(",", -1).length);
        }
        assertEquals(new TreeMap<>(KERNELS), entries);
    }

    @Test
    void resource_isForDriversOfCuda12_andSaysNothingOfTheMachineThatMadeIt() throws IOException {
        String ptx = ptx();
        assertTrue(ptx.contains("\n.version 8.0\n.target sm_75\n"));
        assertTrue(ptx.lines().noneMatch(line -> line.contains(".file") || line.contains("/tmp/")));
    }

    /** Returns the text of the PTX. */
    static String ptx() throws IOException {
        return new String(bytes("kernels.ptx"), UTF_8);
    }

    /** Returns the content of an image. */
    static byte[] bytes(String name) throws IOException {
        try (InputStream resource = KernelsTest.class.getResourceAsStream("/io/minibatch/backend/cuda/" + name)) {
            if (resource == null) {
                throw new IOException("no resource " + name + "; run src/main/cuda/build.sh");
            }
            return resource.readAllBytes();
        }
    }

    /** As in build.sh: of each file in the order of names, its name, a newline and its content. */
    private static String sourceHash() throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Path source : sources()) {
            digest.update((source.getFileName() + "\n").getBytes(UTF_8));
            digest.update(Files.readAllBytes(source));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.filter(file -> file.toString().matches(".*\\.cuh?"))
                    .sorted()
                    .toList();
        }
    }
}
