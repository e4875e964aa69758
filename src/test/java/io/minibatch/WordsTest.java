package io.minibatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Phrases that slow readers down are in no Javadoc, comment, string literal, page or note.
 *
 * <p>The search is plain text, so it contains only phrases that ordinary English hardly needs. It cannot find "but" in
 * place of "only", nor a noun that was left out: those need a reader. Code and inline code of Markdown are quotations.
 */
class WordsTest {
    /** The folders of sources, and the Markdown files and folders of texts for readers. */
    private static final List<String> SOURCES = List.of("src", "benchmarks/java");

    private static final List<String> PAGE = List.of("src/main/resources/io/minibatch/page");

    private static final List<String> NOTES =
            List.of("README.md", "native-notes", "benchmarks/README.md", "src/test/cuda-emulator/README.md");

    /** Riddles, and phrases that were rewritten once. */
    private static final Pattern PHRASES = anyOf(
            "what of (?:the|a|an|it|its|JCuda|others)",
            "of which",
            "so much(?! (?:as|more|less|faster|slower))",
            "(?:is|are|was|were|be|been) told",
            "(?:go|goes|going|gone|went) on(?! (?:the|a|an|to|GitHub))",
            // At the end of a clause: elsewhere "is there" begins a question.
            "(?:is|are|was|were) there(?=[.,;:)])",
            "(?:that|which) (?:is|are) here",
            "would mend",
            "digits of its own",
            "ends? a run in order",
            "to the (?:same )?bits",
            "nothing but the time",
            "by up to so",
            "goes with no",
            "no other of these",
            "that all classes share",
            "factors of the matrix",
            "no numbers",
            "there is no experiment",
            "may be chance",
            "compare with nothing",
            "what was stopped");

    /** Javadoc that begins with a clause in place of a noun or a verb. */
    private static final Pattern BEGINNINGS = Pattern.compile("/\\*\\*\\s+(?:What|How|Where|Which|Who|Told)\\b");

    /** Headings of Markdown that are a clause in place of a noun. */
    private static final Pattern HEADINGS = Pattern.compile("(?m)^#+ (?:What|How|Where|Which|Who|Why)\\b[^?\\n]*$");

    private static final Pattern QUOTATIONS = Pattern.compile("(?s)```.*?```|`[^`\\n]*`");

    /** The end of a line, with the beginning of a comment's next line. */
    private static final Pattern LINE_BREAKS = Pattern.compile("[ \\t]*\\R[ \\t]*(?:\\*(?!/)|//)?[ \\t]*");

    private static final int AROUND = 40;

    private static Pattern anyOf(String... phrases) {
        return Pattern.compile("(?i)\\b(?:" + String.join("|", phrases).replace(" ", "\\s+") + ")(?!\\w)");
    }

    @Test
    void sources_haveNoneOfThePhrases() throws IOException {
        assertEquals(List.of(), found(SOURCES, ".java", PHRASES));
    }

    @Test
    void page_hasNoneOfThePhrases() throws IOException {
        assertEquals(List.of(), found(PAGE, ".js", PHRASES));
        assertEquals(List.of(), found(PAGE, ".html", PHRASES));
    }

    @Test
    void javadoc_beginsWithANounOrAVerb() throws IOException {
        assertEquals(List.of(), found(SOURCES, ".java", BEGINNINGS));
    }

    @Test
    void notes_haveNoneOfThePhrases() throws IOException {
        assertEquals(List.of(), found(NOTES, ".md", PHRASES));
    }

    @Test
    void headings_areNouns() throws IOException {
        assertEquals(List.of(), found(NOTES, ".md", HEADINGS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The run goes on. | goes on",
                "the time that * is told to it | is told",
                "what is there, | is there",
                "a part, of which one | of which",
                "Is there a network? |",
                "It goes on the page. |",
                "So many images |",
            })
    void phrases_areToldFromOrdinaryEnglish(String text, String phrase) {
        assertEquals(
                phrase == null ? List.of() : List.of(phrase),
                PHRASES.matcher(text.replace("* ", ""))
                        .results()
                        .map(MatchResult::group)
                        .toList());
    }

    private static List<String> found(List<String> roots, String ending, Pattern pattern) throws IOException {
        List<Path> files =
                roots.stream().flatMap(root -> files(Path.of(root), ending)).toList();
        assertTrue(files.size() >= roots.size(), "nothing was read");
        return files.stream()
                .flatMap(file -> {
                    String text = text(file);
                    return pattern.matcher(text).results().map(match -> file + ": " + around(text, match));
                })
                .toList();
    }

    private static Stream<Path> files(Path root, String ending) {
        try (Stream<Path> all = Files.walk(root)) {
            return all
                    .filter(file -> file.toString().endsWith(ending) && !file.endsWith("WordsTest.java"))
                    .toList()
                    .stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Returns the text of a file; of sources in one line, of notes without quotations. */
    private static String text(Path file) {
        try {
            String text = Files.readString(file);
            return file.toString().endsWith(".md")
                    ? QUOTATIONS.matcher(text).replaceAll("")
                    : LINE_BREAKS.matcher(text).replaceAll(" ");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String around(String text, MatchResult match) {
        return text.substring(Math.max(0, match.start() - AROUND), Math.min(text.length(), match.end() + AROUND));
    }
}
