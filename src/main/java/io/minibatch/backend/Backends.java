package io.minibatch.backend;

import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Chooses a backend by name. */
public final class Backends {
    /** The name that takes the first usable backend of {@link #NAMES}. */
    public static final String AUTO = "auto";

    /** The backends, the preferred one first. */
    public static final List<String> NAMES = List.of("cuda", "cpu");

    private Backends() {}

    /**
     * An open backend.
     *
     * @param backend to be closed by the caller
     * @param reason one line: which it is and why it was taken
     */
    public record Choice(Backend backend, String reason) {}

    /**
     * Opens {@code auto}, {@code cuda} or {@code cpu}.
     *
     * @throws IllegalArgumentException where there is no backend of that name
     * @throws BackendException where the device cannot be used
     */
    public static Choice open(String name, BackendOptions options) {
        return name.equals(AUTO) ? openFirstUsable(options) : openNamed(name, options);
    }

    /** Returns in one line why a backend cannot be used here, or null where it can. */
    public static @Nullable String obstacle(String name, BackendOptions options) {
        return provider(name).obstacle(options);
    }

    private static Choice openNamed(String name, BackendOptions options) {
        BackendProvider provider = provider(name);
        String obstacle = provider.obstacle(options);
        if (obstacle != null) {
            throw new BackendException("--backend " + name + ": " + obstacle);
        }
        Backend backend = provider.open(options);
        return new Choice(backend, name + " (" + backend.device() + "), as asked");
    }

    private static Choice openFirstUsable(BackendOptions options) {
        StringBuilder obstacles = new StringBuilder();
        for (String name : NAMES) {
            BackendProvider provider = provider(name);
            String obstacle = provider.obstacle(options);
            if (obstacle == null) {
                Backend backend = provider.open(options);
                return new Choice(backend, name + " (" + backend.device() + ")" + obstacles);
            }
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
        return new Missing(name);
    }

    private record Missing(String name) implements BackendProvider {
        @Override
        public String obstacle(BackendOptions options) {
            return "this build has none; the cpu backend runs the same training";
        }

        @Override
        public Backend open(BackendOptions options) {
            throw new BackendException(obstacle(options));
        }
    }
}
