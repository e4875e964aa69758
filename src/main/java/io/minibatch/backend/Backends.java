package io.minibatch.backend;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Chooses a backend by name. */
public final class Backends {
    /** The name that leaves the choice to the program. */
    public static final String AUTO = "auto";

    /** The backends, the preferred one first. */
    public static final List<String> NAMES = List.of("cuda", "cpu");

    private Backends() {}

    /**
     * An open backend.
     *
     * @param backend to be closed by the caller
     * @param reason one line: which it is and why it was taken, with all details
     * @param summary the same in a few words
     */
    public record Selection(Backend backend, String reason, String summary) {}

    /** Returns the name of a backend and its device in a few words. */
    public static String summary(Backend backend) {
        return backend.name() + ", " + backend.summary();
    }

    /** Returns in a few words that backends are unavailable, "" where all are available. */
    public static String without(Collection<String> unavailable) {
        return unavailable.isEmpty() ? "" : " (no " + String.join(", no ", unavailable) + ": see 'minibatch doctor')";
    }

    /**
     * Opens {@code auto}, {@code cuda} or {@code cpu}; auto is the first usable of {@link #NAMES}, whatever is computed
     * on it. {@code FastestBackend} of the package {@code train} takes the one that trains a network faster.
     *
     * @throws IllegalArgumentException if there is no backend of that name
     * @throws BackendException if the device cannot be used
     */
    public static Selection open(String name, BackendOptions options) {
        return name.equals(AUTO) ? openFirstUsable(NAMES, options) : openNamed(name, options);
    }

    /** Returns which requirements of a backend this machine meets. Quick: opens no device. */
    public static List<Finding> findings(String name, BackendOptions options) {
        return provider(name).findings(options);
    }

    /**
     * Opens a backend whose {@link #findings} have no obstacle, without looking for one again.
     *
     * @throws BackendException if the device cannot be used
     */
    public static Backend openFound(String name, BackendOptions options) {
        return provider(name).open(options);
    }

    /** Returns one line that says why a backend is unavailable and how to fix that, or null if it is available. */
    public static @Nullable String unavailableReason(String name, BackendOptions options) {
        return unavailableReason(provider(name), options);
    }

    /** Returns everything found about the requirements of a backend, for a report. May open the device. */
    public static List<Finding> examine(String name, BackendOptions options) {
        return provider(name).examine(options);
    }

    /** Returns in one line what a backend multiplies matrices with and why; empty if there is only one way. */
    public static Optional<String> matrixProducts(String name, BackendOptions options) {
        return provider(name).matrixProducts(options);
    }

    /** Returns the first of the findings that is in the way, or null. */
    public static Finding.@Nullable Missing firstMissing(List<Finding> findings) {
        return findings.stream()
                .filter(Finding.Missing.class::isInstance)
                .map(Finding.Missing.class::cast)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String unavailableReason(BackendProvider provider, BackendOptions options) {
        return unavailableReason(provider.findings(options));
    }

    /** Returns in one line why a backend cannot be used where this was found, or null if it can. */
    public static @Nullable String unavailableReason(List<Finding> findings) {
        Finding.Missing missing = firstMissing(findings);
        return missing == null ? null : missing.detail() + "; " + missing.remedy();
    }

    private static Selection openNamed(String name, BackendOptions options) {
        BackendProvider provider = provider(name);
        String obstacle = unavailableReason(provider, options);
        if (obstacle != null) {
            throw new BackendException("backend " + name + ": " + obstacle);
        }
        Backend backend = provider.open(options);
        return new Selection(backend, name + " (" + backend.device() + "), as requested", summary(backend));
    }

    /**
     * Opens the first of some backends that can be used.
     *
     * @throws BackendException if none can be used
     */
    public static Selection openFirstUsable(List<String> names, BackendOptions options) {
        StringBuilder obstacles = new StringBuilder();
        List<String> unavailable = new ArrayList<>();
        for (String name : names) {
            BackendProvider provider = provider(name);
            String obstacle = unavailableReason(provider, options);
            if (obstacle == null) {
                try {
                    Backend backend = provider.open(options);
                    return new Selection(
                            backend,
                            name + " (" + backend.device() + ")" + obstacles,
                            summary(backend) + without(unavailable));
                } catch (BackendException unusable) {
                    obstacle = unusable.getMessage();
                }
            }
            unavailable.add(name);
            obstacles.append("; no ").append(name).append(": ").append(obstacle);
        }
        throw new BackendException("no backend can be used" + obstacles);
    }

    private static BackendProvider provider(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("backend must be auto, cuda or cpu, not '" + name + "'");
        }
        for (BackendProvider provider : ServiceLoader.load(BackendProvider.class)) {
            if (provider.name().equals(name)) {
                return provider;
            }
        }
        return new NotBuilt(name);
    }

    private record NotBuilt(String name) implements BackendProvider {
        @Override
        public List<Finding> findings(BackendOptions options) {
            return List.of(new Finding.Missing(
                    name, "this build has none", "use the cpu backend, which runs the same training"));
        }

        @Override
        public Backend open(BackendOptions options) {
            throw new BackendException("this build has no backend " + name);
        }
    }
}
