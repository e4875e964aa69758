package io.minibatch.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.cpu.CpuBackend;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rules of the operations given to {@link Backend#record}. */
class CheckedRecordingTest {
    private final Backend backend = new CheckedBackend(new CpuBackend(1));
    private final Matrix x = backend.allocate(1, 2);
    private final Matrix y = backend.allocate(1, 2);
    private final Matrix one = backend.allocate(1, 1);

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void record_ofWhatCannotBeRecorded_isRefusedByName() {
        Examples examples = backend.upload(new byte[4], new byte[2], 2, 1);
        Batch batch = backend.allocateBatch(examples, 1);
        Tally tally = backend.allocateTally(1);
        Step step = backend.record(() -> backend.multiply(x, x, y));
        Map<String, Runnable> operations = new LinkedHashMap<>();
        operations.put("allocate", () -> backend.allocate(1, 1));
        operations.put("allocateBatch", () -> backend.allocateBatch(examples, 1));
        operations.put("allocateTally", () -> backend.allocateTally(1));
        operations.put("upload", () -> backend.upload(new float[2], x));
        operations.put("download", () -> backend.download(x, new float[2]));
        operations.put("shuffle", () -> backend.shuffle(batch, 1, 0));
        operations.put("rewind", () -> backend.rewind(batch));
        operations.put("allocateClock", () -> backend.allocateClock(1));
        operations.put("set", () -> backend.set(batch.clock(), 1, 0, 0));
        operations.put("dot", () -> backend.dot(x, y));
        operations.put("sumOfMagnitudes", () -> backend.sumOfMagnitudes(x));
        operations.put("take", () -> backend.take(tally));
        operations.put("firstNonFinite", () -> backend.firstNonFinite(batch.clock(), x));
        operations.put("record", () -> backend.record(() -> {}));
        operations.put("run", () -> step.run(1));
        operations.put("synchronize", backend::synchronize);
        operations.put("close", x::close);
        operations.forEach((name, operation) -> assertEquals(
                name + " cannot be recorded: call it outside of the operations given to record",
                refusal(operation),
                name));
        step.run(1);
    }

    @Test
    void record_ofOperationsThatDifferFromRunToRun_isRefused() {
        int[] runs = new int[1];
        String message = refusal(() -> {
            runs[0]++;
            backend.axpy(one, runs[0] == 1 ? x : y, runs[0] == 1 ? y : x);
        });
        assertEquals(
                "record: operations that run several times must be the same each time, but the first run has axpy of 1×2",
                message.replaceFirst(" at 0 of allocation .*", ""));
        assertEquals(
                "record: operations that run several times must be the same each time, but the first run has"
                        + " gemm with alpha 1.0 and beta 0.0 where the second has gemm with alpha 2.0 and beta 0.0",
                refusal(() -> backend.gemm(Transpose.B, ++runs[0] % 2 == 0 ? 2 : 1, x, x, 0, one)));
    }

    @Test
    void record_afterOneThatWasRefused_isPossible() {
        refusal(backend::synchronize);
        backend.upload(new float[] {3, 4}, x);
        try (Step step = backend.record(() -> backend.multiply(x, x, y))) {
            step.run(1);
        }
        float[] squares = new float[2];
        backend.download(y, squares);
        assertArrayEquals(new float[] {9, 16}, squares);
    }

    @Test
    void run_ofAStepGivenTwice_isRefused() {
        try (Step step = backend.record(() -> backend.multiply(x, x, y))) {
            List<StepRun> twice = List.of(new StepRun(step, 1), new StepRun(step, 1));
            assertEquals(
                    "run: a step is given more than once",
                    assertThrows(IllegalArgumentException.class, () -> backend.run(twice))
                            .getMessage());
        }
    }

    private String refusal(Runnable operations) {
        return String.valueOf(assertThrows(IllegalStateException.class, () -> backend.record(operations))
                .getMessage());
    }
}
