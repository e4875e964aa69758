package io.minibatch.cli;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendException;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.CheckedBackend;
import io.minibatch.backend.Precision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags that choose the device. */
final class BackendArguments {
    private static final Logger LOG = LoggerFactory.getLogger(BackendArguments.class);
    private static final String CPU = "cpu";

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = Backends.AUTO,
            description = "auto, cuda or cpu (default: auto, which takes cuda where it can).")
    private String name;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of the cpu backend (default: all cores); they change nothing but the time.")
    private @Nullable Integer threads;

    @Option(
            names = "--gemm",
            paramLabel = "NAME",
            defaultValue = BackendOptions.AUTO,
            description =
                    "Matrix products of the cpu backend: auto, ejml, openblas or vector (default: auto, which takes "
                            + "openblas where it can, and vector, Java's Vector API, for narrow ones).")
    private String gemm;

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            defaultValue = "fp32",
            description = "Factors of the matrix products of the cuda backend: fp32, tf32 or bf16 (default: fp32). The "
                    + "latter two are faster on tensor cores, and less exact.")
    private String precision;

    @Mixin
    private CudaArguments cuda;

    @Option(
            names = "--checked",
            description = "Check shapes, overlap and closed memory in every operation as it is recorded.")
    private boolean checked;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Opens the backend and says which it is. */
    Backend open() {
        Backends.Choice choice = choose(threads());
        LOG.info("Backend: {}", choice.reason());
        return choice.backend();
    }

    /** Returns how many threads the cpu backend may use. */
    int threads() {
        return threads == null ? BackendOptions.defaults().threads() : threads;
    }

    /**
     * Returns every backend that can be used here, of those that were asked for, by a name that tells its matrix products; why
     * others cannot is logged.
     *
     * @throws BackendException where none can be used
     */
    Map<String, Supplier<Backend>> present() {
        if (checked) {
            throw new ParameterException(
                    command.commandLine(), "--checked slows everything down; leave it out where time is measured");
        }
        Map<String, Supplier<Backend>> present = new LinkedHashMap<>();
        Map<String, String> obstacles = new LinkedHashMap<>();
        for (String each : name.equals(Backends.AUTO) ? Backends.NAMES : List.of(name)) {
            boolean several = each.equals(CPU) && gemm.equals(BackendOptions.AUTO);
            for (String product : several ? List.of(BackendOptions.AUTO, "vector", "ejml") : List.of(gemm)) {
                BackendOptions options = options(threads()).withGemm(product);
                String label = each.equals(CPU) && !product.equals(BackendOptions.AUTO) ? each + " " + product : each;
                String obstacle = obstacle(each, options);
                if (obstacle == null) {
                    present.put(label, () -> Backends.open(each, options).backend());
                } else {
                    obstacles.putIfAbsent(obstacle, label);
                }
            }
        }
        if (present.isEmpty()) {
            // Fails as a training does, with the reasons in one line.
            choose(threads()).backend().close();
        }
        obstacles.forEach((obstacle, label) -> LOG.info("{} is left out: {}", label, obstacle));
        return present;
    }

    /** Returns in one line why a backend cannot be used, null where it can; a mistake in its name is no obstacle. */
    private @Nullable String obstacle(String each, BackendOptions options) {
        try {
            String missing = Backends.obstacle(each, options);
            if (missing == null) {
                Backends.open(each, options).backend().close();
            }
            return missing;
        } catch (BackendException unusable) {
            return unusable.getMessage();
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command.commandLine(), "--" + wrong.getMessage(), wrong);
        }
    }

    private BackendOptions options(int threadCount) {
        try {
            return new BackendOptions(threadCount, cuda.libraries(), gemm, Precision.of(precision));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command.commandLine(), "--" + wrong.getMessage(), wrong);
        }
    }

    /** Returns what the cpu backend multiplies matrices with. */
    String gemm() {
        return gemm;
    }

    /** Takes the cpu backend, as a flag needs it; throws {@link IllegalArgumentException} where another was asked for. */
    void takeCpu(String flag) {
        if (!name.equals(CPU) && !name.equals(Backends.AUTO)) {
            throw new IllegalArgumentException(flag + " computes on CPUs; leave --backend " + name + " out");
        }
        name = CPU;
    }

    /** Opens the backend with another number of threads. */
    Backends.Choice choose(int threadCount) {
        try {
            Backends.Choice choice = Backends.open(name, options(threadCount));
            return checked ? new Backends.Choice(new CheckedBackend(choice.backend()), choice.reason()) : choice;
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command.commandLine(), "--" + wrong.getMessage(), wrong);
        }
    }
}
