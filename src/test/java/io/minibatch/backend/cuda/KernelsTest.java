package io.minibatch.backend.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Elementwise;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The images that ship: made from the sources beside them, with the kernels that the backend launches. */
class KernelsTest {
    private static final Path SOURCES = Path.of("src/main/cuda");

    private static final Pattern ENTRY = Pattern.compile("\\.visible \\.entry (\\w+)\\(([^)]*)\\)");

    /**
     * A declaration in the sources, with the size of its blocks and its name, which ends in ## where a macro continues.
     */
    private static final Pattern DECLARATION =
            Pattern.compile("KERNEL(?:_TWICE|_ALONE|_CLUSTER)?\\((\\w+)(?:, [\\w:]+)?\\)\\s+(\\w+(?:##)?)");

    private static final Pattern CONSTANT = Pattern.compile("(\\w+_THREADS) = (\\d+)");
    private static final Pattern FUNCTION = Pattern.compile("X\\((\\w+), (\\w+)\\)");

    @Test
    void images_areMadeByOneRunOfTheScript() throws IOException, NoSuchAlgorithmException {
        StringBuilder actual = new StringBuilder();
        for (String name : List.of("clusters.fatbin", "kernels.fatbin", "clusters.ptx", "kernels.ptx")) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes(name));
            actual.append(HexFormat.of().formatHex(hash))
                    .append("  ")
                    .append(name)
                    .append('\n');
        }
        assertEquals(
                Files.readString(SOURCES.resolve("kernels.sha256")),
                actual.toString(),
                "the images are not of the same build; run src/main/cuda/build.sh");
    }

    @Test
    void resource_isMadeFromTheSources() throws IOException, NoSuchAlgorithmException {
        String expected = "// SHA-256 of src/main/cuda: " + sourceHash();
        for (KernelSet set : KernelSet.values()) {
            assertEquals(
                    expected,
                    ptx(set).lines().findFirst().orElse(""),
                    () -> set + ": the PTX is not made from these sources; run src/main/cuda/build.sh");
        }
    }

    @ParameterizedTest
    @EnumSource
    void resource_hasEachKernelWithItsParameters(KernelSet set) throws IOException {
        Map<String, Integer> entries = new TreeMap<>();
        for (MatchResult entry : ENTRY.matcher(ptx(set)).results().toList()) {
            entries.put(entry.group(1), entry.group(2).split(",", -1).length);
        }
        Map<String, Integer> launched = new TreeMap<>();
        set.kernels().forEach(kernel -> launched.put(kernel.function(), kernel.parameters()));
        assertEquals(launched, entries);
    }

    @Test
    void sources_declareEachKernelForTheBlocksItIsLaunchedIn() throws IOException {
        String sources = text();
        Map<String, String> constants = CONSTANT.matcher(sources)
                .results()
                .collect(Collectors.toMap(constant -> constant.group(1), constant -> constant.group(2)));
        Map<String, Integer> declared = new TreeMap<>();
        for (MatchResult found : DECLARATION.matcher(sources).results().toList()) {
            String threads = constants.getOrDefault(found.group(1), found.group(1));
            String name = found.group(2);
            Kernel.all().stream()
                    .map(Kernel::function)
                    .filter(kernel ->
                            name.endsWith("##") ? kernel.startsWith(name.replace("##", "")) : kernel.equals(name))
                    .forEach(kernel -> declared.put(kernel, Integer.valueOf(threads)));
        }
        Map<String, Integer> launched = new TreeMap<>();
        Kernel.all().forEach(kernel -> launched.put(kernel.function(), kernel.threads()));
        assertEquals(launched, declared);
    }

    /** The codes of functions are their places in both lists. */
    @Test
    void functions_areThoseOfElementwise_inItsOrder_hiddenOnesLast() throws IOException {
        String list = Files.readString(SOURCES.resolve("functions.cuh"));
        String outputs = list.substring(list.indexOf("#define OUTPUT_FUNCTIONS"), list.indexOf("#define FUNCTIONS"));
        String all = list.substring(0, list.indexOf("#define FUNCTION_CODE"));
        assertEquals(names(List.of(Elementwise.values())), names(all));
        assertEquals(
                names(Stream.of(Elementwise.values())
                        .filter(function -> !function.derivativeNeedsInput())
                        .toList()),
                names(outputs));
    }

    private static List<String> names(String list) {
        return FUNCTION.matcher(list)
                .results()
                .map(function -> function.group(1) + " " + function.group(2))
                .toList();
    }

    private static List<String> names(List<Elementwise> functions) {
        return functions.stream()
                .map(function -> function.name().toLowerCase(Locale.ROOT) + " " + function)
                .toList();
    }

    @Test
    void resource_isForDriversOfCuda12_andSaysNothingOfTheMachineThatMadeIt() throws IOException {
        assertTrue(ptx(KernelSet.EVERYWHERE).contains("\n.version 8.0\n.target sm_75\n"));
        assertTrue(ptx(KernelSet.CLUSTERS).contains("\n.version 8.0\n.target sm_90\n"));
        for (KernelSet set : KernelSet.values()) {
            assertTrue(ptx(set).lines().noneMatch(line -> line.contains(".file") || line.contains("/tmp/")));
        }
    }

    /** Returns the text of the PTX. */
    static String ptx(KernelSet set) throws IOException {
        return new String(bytes(set.images().get(1).name()), UTF_8);
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

    private static String text() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path source : sources()) {
            text.append(Files.readString(source));
        }
        return text.toString();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.filter(file -> file.toString().matches(".*\\.cuh?"))
                    .sorted()
                    .toList();
        }
    }
}
