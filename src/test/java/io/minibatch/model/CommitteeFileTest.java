package io.minibatch.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommitteeFileTest {
    private static final String GOOD =
            "{'format': 'minibatch committee', 'version': 1, 'combine': 'log-mean', 'members': ['1/model.json', 'b.json']}";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void read_ofWhatWasWritten_isTheSame(Combination combination) {
        CommitteeFile written = new CommitteeFile(combination, List.of("1/model.json", "2/ü \"x\".json"));
        Path file = folder.resolve("new/committee.json");
        written.write(file);
        assertEquals(written, CommitteeFile.read(file));
    }

    @Test
    void write_isTheDocumentedText() throws IOException {
        Path file = folder.resolve("committee.json");
        new CommitteeFile(Combination.MEAN, List.of("1/model.json")).write(file);
        assertEquals("""
                {
                  "format": "minibatch committee",
                  "version": 1,
                  "combine": "mean",
                  "members": [
                    "1/model.json"
                  ]
                }
                """, Files.readString(file));
    }

    @Test
    void files_areBesideTheFile() throws IOException {
        assertEquals(
                List.of(folder.resolve("1/model.json"), folder.resolve("b.json")),
                CommitteeFile.read(file(GOOD)).files(folder.resolve("committee.json")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'minibatch committee'|'other'|\"format\" must be 'minibatch committee', not 'other'",
                "'format'|'f'|\"format\" is missing",
                "1,|2,|\"version\" must be 1, not 2; another version of this program wrote the file",
                "log-mean|median|\"combine\" is 'median'; choose from mean, log-mean, votes",
                "'combine'|'c'|\"combine\" is missing",
                "'members'|'m'|\"members\" must have 1 to 1000 model files, not 0",
                "b.json|1/./model.json|\"members\" names '1/./model.json' twice",
                "}|]|is not JSON at column 110",
            })
    void read_damagedFile_isRefusedInOneLine(String part, String damaged, String message) throws IOException {
        Path file = file(GOOD.replace(part, damaged));
        assertEquals(
                file + ": " + message,
                assertThrows(ModelException.class, () -> CommitteeFile.read(file))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tmp/model.json", "../model.json", "a/../../model.json", "a\\\\model.json", "", "\\u0000"})
    void read_memberOutsideTheFolder_isRefused(String member) throws IOException {
        Path file = file(GOOD.replace("b.json", member));
        ModelException refused = assertThrows(ModelException.class, () -> CommitteeFile.read(file));
        String message = String.valueOf(refused.getMessage());
        assertTrue(
                message.startsWith(
                        file + ": \"members\" must be paths within the file's folder, such as 1/model.json, not '"),
                message);
    }

    @Test
    void read_missingFile_saysSo() {
        Path file = folder.resolve("none.json");
        assertEquals(
                file + ": no such model file",
                assertThrows(ModelException.class, () -> CommitteeFile.read(file))
                        .getMessage());
    }

    @Test
    void more_thanTheLimit_areRefused() {
        List<String> many =
                IntStream.rangeClosed(1, 1001).mapToObj(i -> i + ".json").toList();
        assertEquals(
                "\"members\" must have 1 to 1000 model files, not 1001",
                assertThrows(IllegalArgumentException.class, () -> new CommitteeFile(Combination.MEAN, many))
                        .getMessage());
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("committee.json"), text);
    }

    @Test
    void committeeReadAsAModel_isSaidToBeOne() throws IOException {
        Path file = file(GOOD);
        assertEquals(
                file + ": is a committee, not a single model; name one of its members' model files",
                assertThrows(ModelException.class, () -> ModelFile.read(file)).getMessage());
    }
}
