package io.minibatch.trial;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Waits for the outcomes of trials that run at the same time. */
final class PendingOutcomes {
    private PendingOutcomes() {}

    /**
     * Returns the outcomes in the order of the trials; null if a trial was stopped or this thread was interrupted. An
     * exception of a trial is thrown as it is.
     *
     * @param outcomes one for each trial, null for a trial that was stopped
     * @param isAbandoned whether to wait no longer, asked every second
     */
    static <T> @Nullable Map<T, Outcome> await(
            List<T> trials, List<Future<@Nullable Outcome>> outcomes, BooleanSupplier isAbandoned) {
        Map<T, Outcome> inOrder = new LinkedHashMap<>();
        for (int i = 0; i < trials.size(); i++) {
            Outcome outcome = await(outcomes.get(i), isAbandoned);
            if (outcome == null) {
                return null;
            }
            inOrder.put(trials.get(i), outcome);
        }
        return inOrder;
    }

    private static @Nullable Outcome await(Future<@Nullable Outcome> future, BooleanSupplier isAbandoned) {
        while (true) {
            try {
                return future.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException notYet) {
                if (isAbandoned.getAsBoolean()) {
                    return null;
                }
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                if (failed.getCause() instanceof Error cause) {
                    throw cause;
                }
                throw new IllegalStateException(failed.getCause());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
    }
}
