package io.minibatch.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The packed form of the rates: the CPU, the kernels and the tests must share one notion. */
class RatesTest {
    private static final Pattern STRUCT = Pattern.compile("struct Rates \\{\\s*float ([^;]+);");

    private static List<String> components() {
        return Arrays.stream(Rates.class.getRecordComponents())
                .map(component -> component.getName())
                .toList();
    }

    @Test
    void pack_hasTheOrderOfTheComponents_thenAlphaAndBetaOfTheProduct() {
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6, 7, -1, -4}, new Rates(1, 2, 3, 4, 5, 6, 7).pack());
        assertEquals(Rates.SIZE, new Rates(1, 2, 3, 4, 5, 6, 7).pack().length);
    }

    @Test
    void kernels_readTheOrderOfTheComponents() throws IOException {
        String source = Files.readString(Path.of("src", "main", "cuda", "rates.cuh"));
        Matcher struct = STRUCT.matcher(source);
        assertEquals(true, struct.find());
        assertEquals(components(), List.of(struct.group(1).split(", ")));
        String reads = String.join(
                ", ",
                components().stream()
                        .map(name -> "rates[" + components().indexOf(name) + "]")
                        .toList());
        assertEquals(true, source.contains("{" + reads + "}"), "rates.cuh reads " + reads);
    }

    @Test
    void places_areThoseOfTheComponents() throws ReflectiveOperationException {
        for (String component : components()) {
            int place = Rates.class.getField(component.toUpperCase(Locale.ROOT)).getInt(null);
            assertEquals(components().indexOf(component), place, component);
        }
        assertEquals(components().size(), Rates.PRODUCT);
    }
}
