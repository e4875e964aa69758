package io.minibatch.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PendingOutcomesTest {
    private static final Outcome OUTCOME = new Outcome(Map.of(), Map.of(), new long[0], "completed", "");

    private static @Nullable Map<String, Outcome> await(Future<@Nullable Outcome> first) {
        return PendingOutcomes.await(
                List.of("b", "a"), List.of(first, CompletableFuture.completedFuture(OUTCOME)), () -> true);
    }

    @Test
    void outcomes_areInTheOrderOfTheTrials() {
        Map<String, Outcome> outcomes = await(CompletableFuture.completedFuture(OUTCOME));
        assertEquals(List.of("b", "a"), outcomes == null ? List.of() : List.copyOf(outcomes.keySet()));
    }

    @Test
    void trialThatWasStoppedOrIsAbandoned_leavesNoOutcomes() {
        assertNull(await(CompletableFuture.completedFuture(null)));
        assertNull(await(new CompletableFuture<>()));
    }

    @Test
    void errorOfATrial_isThrownAsItIs() {
        Error error = new OutOfMemoryError("a trial's");
        assertSame(error, assertThrows(OutOfMemoryError.class, () -> await(CompletableFuture.failedFuture(error))));
    }
}
