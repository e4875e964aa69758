package io.minibatch;

import io.minibatch.backend.BackendException;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where networks are computed. */
public enum Device {
    /** The faster of the available devices for a training; the CPU where nothing is trained. */
    AUTO,
    /** This machine's processor. */
    CPU,
    /** An NVIDIA GPU. */
    CUDA;

    /** Whether it can be used on this machine. */
    public boolean isAvailable() {
        return unavailableReason().isEmpty();
    }

    /** Returns in one line why it cannot be used on this machine and what to do, empty where it can. Opens no device. */
    public Optional<String> unavailableReason() {
        return this == AUTO
                ? Optional.empty()
                : Optional.ofNullable(Backends.unavailableReason(backend(), BackendOptions.defaults()));
    }

    /**
     * Opens it for what trains nothing.
     *
     * @throws BackendException where it cannot be used
     */
    Backends.Selection open(BackendOptions options) {
        return this == AUTO
                ? Backends.openFirstUsable(List.of(CPU.backend(), CUDA.backend()), options)
                : openNamed(options);
    }

    /** Opens the one that was asked for. */
    Backends.Selection openNamed(BackendOptions options) {
        String obstacle = Backends.unavailableReason(backend(), options);
        if (obstacle != null) {
            throw new BackendException("device " + this + ": " + obstacle);
        }
        return Backends.open(backend(), options);
    }

    private String backend() {
        return name().toLowerCase(Locale.ROOT);
    }
}
