package io.minibatch.backend;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** Options of the running JVM. */
public final class VmOption {
    private VmOption() {}

    /** Returns the value of an option, set or by default; empty if the JVM has no such option or does not tell. */
    public static Optional<String> value(String name) {
        try {
            return Optional.ofNullable(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class))
                    .map(options -> options.getVMOption(name).getValue());
        } catch (IllegalArgumentException | LinkageError otherJvm) {
            return Optional.empty();
        }
    }
}
