package io.minibatch.bench;

import io.minibatch.backend.Backend;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A backend whose throughput is measured.
 *
 * @param opening opens it
 * @param unfused opens it with steps of single operations, null if fused steps are not compared with those
 */
public record Contender(Supplier<Backend> opening, @Nullable Supplier<Backend> unfused) {
    /** Returns how a backend with steps of single operations is called. */
    static String unfused(String name) {
        return name + " unfused";
    }
}
