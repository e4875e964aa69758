package io.minibatch.train;

import io.minibatch.backend.BackendException;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Finding;
import io.minibatch.backend.VectorModule;
import io.minibatch.io.CacheFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Opens the backend that trains a network faster: it times steps on each available backend, and saves the times for
 * this machine and network. If only one backend is available, nothing is measured.
 */
public final class FastestBackend {
    private final RememberedTimes memory;

    /**
     * Creates an instance that saves times in a folder.
     *
     * @param folder need not exist; if it cannot be written, every call measures
     */
    public FastestBackend(Path folder) {
        this.memory = new RememberedTimes(folder);
    }

    /** Returns an instance that saves times in this user's cache. */
    public static FastestBackend ofThisUser() {
        return new FastestBackend(folderOfThisUser());
    }

    /** Returns the folder {@code backends} in this user's cache. */
    public static Path folderOfThisUser() {
        return CacheFolder.ofThisUser().resolve("backends");
    }

    /**
     * The number of trainings that run at the same time.
     *
     * @param onCpu trainings side by side on the CPU
     * @param most trainings that may run together on a GPU, which runs at most
     *     {@link io.minibatch.backend.Backend#together} of them at the same time
     */
    public record AtOnce(int onCpu, int most) {
        /** One training. */
        public static final AtOnce ONE = new AtOnce(1, 1);
    }

    /** As {@link #open(Workload, BackendOptions, AtOnce)} for one training. */
    public Backends.Selection open(Workload workload, BackendOptions options) {
        return open(workload, options, AtOnce.ONE);
    }

    /**
     * Opens the fastest backend.
     *
     * @param options also for the trials
     * @param atOnce trainings that run at the same time, each with these options
     * @throws BackendException if no backend can be used
     */
    public Backends.Selection open(Workload workload, BackendOptions options, AtOnce atOnce) {
        Map<String, String> obstacles = new LinkedHashMap<>();
        List<BackendContest.Entrant> entrants = new ArrayList<>();
        for (String name : Backends.NAMES) {
            List<Finding> findings = Backends.findings(name, options);
            String obstacle = Backends.unavailableReason(findings);
            if (obstacle == null) {
                entrants.add(new BackendContest.Entrant(
                        name,
                        machine(findings, options),
                        name.equals("cpu") ? atOnce.onCpu : atOnce.most,
                        !name.equals("cpu"),
                        () -> Backends.openFound(name, options)));
            } else {
                obstacles.put(name, obstacle);
            }
        }
        return new BackendContest(entrants, obstacles, workload, memory).open();
    }

    private static String machine(List<Finding> findings, BackendOptions options) {
        String found = findings.stream()
                .filter(Finding.Found.class::isInstance)
                .map(finding -> finding.what() + " " + finding.detail() + ", ")
                .collect(Collectors.joining());
        return found + options.threads() + " threads, gemm " + options.gemm()
                + " " + VectorModule.support() + " " + System.getenv("OPENBLAS_CORETYPE") + ", "
                + options.precision().label() + ", fused " + options.fused();
    }
}
