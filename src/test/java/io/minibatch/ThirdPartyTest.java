package io.minibatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The list of licences names what ships, as Maven lists it, and nothing else. */
class ThirdPartyTest {
    private static final Pattern LISTED = Pattern.compile("^([a-z0-9.]+:[a-z0-9_-]+) +\\S", Pattern.MULTILINE);
    private static final Pattern SHIPPED = Pattern.compile("^ +([^: ]+:[^: ]+):jar:", Pattern.MULTILINE);

    @Test
    void thirdParty_namesEachShippedDependency() throws IOException {
        assertEquals(names(SHIPPED, "/shipped.txt"), names(LISTED, "/META-INF/THIRD-PARTY"));
    }

    private static TreeSet<String> names(Pattern pattern, String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(ThirdPartyTest.class.getResourceAsStream(resource))) {
            return pattern.matcher(new String(in.readAllBytes(), UTF_8))
                    .results()
                    .map((MatchResult match) -> match.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
