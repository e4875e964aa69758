package io.minibatch.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrittenModelsTest {
    @TempDir
    private Path folder;

    /** A clock may start anywhere, and its largest number is followed by the smallest. */
    private long now = Long.MAX_VALUE - 3;

    private WrittenModels models;

    @BeforeEach
    void make() {
        models = new WrittenModels(new Catalogue(List.of(folder)), () -> now);
    }

    private Path model(String run, int second) throws IOException {
        Path model =
                Files.createDirectories(folder.resolve("runs").resolve(run)).resolve("model.json");
        Files.writeString(model.resolveSibling("run.json"), "{}");
        Files.writeString(model, "{}");
        return Files.setLastModifiedTime(model, FileTime.from(second, TimeUnit.SECONDS));
    }

    private void assertNone() {
        assertEquals(404, assertThrows(PageException.class, models::last).status());
    }

    @Test
    void newModel_isFoundASecondLater() throws IOException {
        Path old = model("old", 1);
        assertEquals(old, models.last());
        Path next = model("next", 2);
        for (long later : new long[] {2, TimeUnit.SECONDS.toNanos(1) - 3}) {
            now += later;
            assertEquals(old, models.last(), "the folders are not looked through at each request");
        }
        now++;
        assertEquals(next, models.last());
    }

    @Test
    void deletedModel_isForgottenAtOnce() throws IOException {
        Path old = model("old", 1);
        Path last = model("last", 2);
        assertEquals(last, models.last());
        Files.delete(last);
        assertEquals(old, models.last());
        Files.delete(old);
        assertNone();
    }

    @Test
    void modelThatBecomesALink_isForgottenAtOnce() throws IOException {
        Path model = model("run", 1);
        assertEquals(model, models.last());
        Files.move(model, folder.resolve("outside.json"));
        Files.createSymbolicLink(model, folder.resolve("outside.json"));
        assertNone();
    }

    @Test
    void firstModel_isFoundAtOnce() throws IOException {
        assertNone();
        assertEquals(model("first", 1), models.last());
    }
}
