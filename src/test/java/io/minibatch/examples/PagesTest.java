package io.minibatch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links of the README, the notes and the results, and figures of the README's tables. */
class PagesTest {
    private static final Pattern CODE = Pattern.compile("```.*?```|`[^`\n]*`", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ +(.*)$", Pattern.MULTILINE);
    private static final Pattern FIGURES = Pattern.compile("<!-- figures: (.*?) -->\n\n((?:\\|.*\n)+)");

    /** A number with a decimal point or separators of thousands. */
    private static final Pattern NUMBER = Pattern.compile("(?<![\\d.,-])(\\d{1,3}(,\\d{3})+|\\d+\\.\\d+)(?![\\d-])");

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
        for (String folder : List.of("native-notes", "benchmarks", "src/test/cuda-emulator")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
            }
        }
        return pages;
    }

    /** Returns the anchors of a page's headings, as GitHub makes them. */
    private static Set<String> anchors(Path page) throws IOException {
        return HEADING.matcher(Files.readString(page).replaceAll("(?s)```.*?```", ""))
                .results()
                .map((MatchResult heading) -> heading.group(1)
                        .replaceAll("\\[(.*?)]\\(.*?\\)", "$1")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void links_leadToFilesAndHeadings() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            String text = CODE.matcher(Files.readString(page)).replaceAll("");
            for (String link :
                    LINK.matcher(text).results().map(found -> found.group(1)).toList()) {
                if (!link.matches("[a-z]+:.*") && !leads(page, link)) {
                    broken.add(page + ": " + link);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    private static boolean leads(Path page, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
    }

    @Test
    void figures_ofTheReadmesTables_standInTheResults() throws IOException {
        List<MatchResult> tables = FIGURES.matcher(Files.readString(Path.of("README.md")))
                .results()
                .toList();
        assertFalse(tables.isEmpty());
        Set<String> missing = new TreeSet<>();
        for (MatchResult table : tables) {
            Set<String> unfounded = new TreeSet<>(figures(table.group(2)));
            for (String file : table.group(1).split(" ")) {
                unfounded.removeAll(figures(Files.readString(Path.of(file))));
            }
            missing.addAll(unfounded);
        }
        assertEquals(Set.of(), missing);
    }

    private static Set<String> figures(String text) {
        return NUMBER.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toSet());
    }
}
