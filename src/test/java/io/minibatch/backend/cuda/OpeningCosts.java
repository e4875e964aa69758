package io.minibatch.backend.cuda;

import io.minibatch.backend.Precision;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Milliseconds that each part of opening the CUDA backend takes. */
public final class OpeningCosts {
    private OpeningCosts() {}

    /** Opens the parts one by one in a fresh process, and closes them. */
    public static Map<String, Double> milliseconds(List<Path> libraries) {
        Map<String, Double> costs = new LinkedHashMap<>();
        long start = System.nanoTime();
        Examination.ofThisMachine(libraries, false);
        start = lap(costs, "natives, driver, cuBLAS libraries", start);
        try (Context context = new Context()) {
            start = lap(costs, "context", start);
            try (Kernels kernels = new Kernels(context)) {
                start = lap(costs, "module of " + kernels.count() + " kernels", start);
                try (Blas blas = new Blas(context, Precision.FLOAT32)) {
                    context.synchronize();
                    lap(costs, "cuBLAS" + blas.description(), start);
                }
            }
        }
        return costs;
    }

    private static long lap(Map<String, Double> costs, String part, long start) {
        long now = System.nanoTime();
        costs.put(part, 1e-6 * (now - start));
        return now;
    }
}
