package io.minibatch;

import io.minibatch.backend.BackendException;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The device that computes networks. */
public enum Device {
    /** The faster of the available devices for a training; the CPU for anything else. */
    AUTO,
    /** The CPU. */
    CPU,
    /** An NVIDIA GPU. */
    CUDA;

    /** Returns whether this machine can use the device. */
    public boolean isAvailable() {
        return unavailableReason().isEmpty();
    }

    /**
     * Returns one line with the reason why the device is unavailable and what to do, empty if available. Opens no
     * device.
     */
    public Optional<String> unavailableReason() {
        return this == AUTO
                ? Optional.empty()
                : Optional.ofNullable(Backends.unavailableReason(backend(), BackendOptions.defaults()));
    }

    /**
     * Opens the device for anything but training.
     *
     * @throws BackendException if it cannot be used
     */
    Backends.Selection open(BackendOptions options) {
        return this == AUTO
                ? Backends.openFirstUsable(List.of(CPU.backend(), CUDA.backend()), options)
                : openNamed(options);
    }

    /** Opens the chosen device. */
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
