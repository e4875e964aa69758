package io.minibatch.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.Inputs;
import io.minibatch.data.Schema;
import io.minibatch.data.Task;
import io.minibatch.model.Model;
import io.minibatch.model.ModelPredictor;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenModelsTest {
    private static final Inputs ROW = new Inputs.Floats(new float[] {1}, 1);

    private final OpenModels models = new OpenModels();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        models.close();
    }

    /** Writes a model of slope · x. */
    private Path file(String name, float slope) {
        Architecture line = Architecture.of(List.of(1, 1), List.of(Activation.IDENTITY), Cost.QUADRATIC);
        Schema schema = new Schema(Task.REGRESSION, List.of("y"), null, List.of());
        Path file = folder.resolve(name);
        new Model(new Network(line, new float[] {slope, 0}), schema, null).save(file);
        return file;
    }

    private static float answer(ModelPredictor answers) {
        return answers.predict(ROW).outputs()[0];
    }

    private ModelPredictor used(Path file) {
        try (OpenModels.Lease lease = models.lease(file)) {
            return lease.answers();
        }
    }

    @Test
    void fileThatHasNotChanged_isOpenedOnce() {
        Path file = file("a.json", 1);
        assertSame(used(file), used(file));
    }

    @Test
    void replacedModel_answersItsUsersAndIsClosedAfterThem() {
        Path file = file("a.json", 1);
        OpenModels.Lease first = models.lease(file);
        ModelPredictor before = first.answers();
        file("a.json", 20);
        assertEquals(20, answer(used(file)));
        assertEquals(1, answer(first.answers()));
        first.close();
        assertThrows(IllegalStateException.class, () -> answer(before));
    }

    @Test
    void replacedModel_ofTheSameTimeAndLength_isReadAgain() throws IOException {
        Path file = file("a.json", 1);
        FileTime time = Files.getLastModifiedTime(file);
        long size = Files.size(file);
        assertEquals(1, answer(used(file)));
        Files.setLastModifiedTime(file("a.json", 2), time);
        assertEquals(size, Files.size(file));
        assertEquals(2, answer(used(file)));
    }

    @Test
    void oneModelTooMany_closesTheOneUsedLongestAgo() {
        Path first = file("0.json", 0);
        ModelPredictor used = used(first);
        ModelPredictor idle = used(file("1.json", 1));
        for (int i = 2; i <= OpenModels.MOST; i++) {
            assertSame(used, used(first));
            assertEquals(1, answer(idle), "there is room for it");
            used(file(i + ".json", i));
        }
        assertEquals(0, answer(used));
        assertThrows(IllegalStateException.class, () -> answer(idle));
        assertNotSame(idle, used(folder.resolve("1.json")));
    }

    @Test
    void closedLease_answersNothingAndEndsOnce() {
        OpenModels.Lease other = models.lease(file("a.json", 1));
        OpenModels.Lease lease = models.lease(folder.resolve("a.json"));
        lease.close();
        lease.close();
        assertThrows(IllegalStateException.class, lease::answers);
        models.close();
        assertEquals(1, answer(other.answers()));
        other.close();
    }

    @Test
    void afterClose_modelsAreClosedAndNoneIsLent() {
        Path file = file("a.json", 1);
        ModelPredictor answers = used(file);
        models.close();
        assertThrows(IllegalStateException.class, () -> answer(answers));
        assertEquals(
                503, assertThrows(PageException.class, () -> models.lease(file)).status());
    }
}
