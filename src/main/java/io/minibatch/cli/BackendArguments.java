package io.minibatch.cli;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.CheckedBackend;
import io.minibatch.backend.Precision;
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
            description = "Matrix products of the cpu backend: auto, ejml or openblas (default: auto, which takes "
                    + "openblas where it can).")
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

    /** Opens the backend with another number of threads. */
    Backends.Choice choose(int threadCount) {
        try {
            BackendOptions options = new BackendOptions(threadCount, cuda.libraries(), gemm, Precision.of(precision));
            Backends.Choice choice = Backends.open(name, options);
            return checked ? new Backends.Choice(new CheckedBackend(choice.backend()), choice.reason()) : choice;
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command.commandLine(), "--" + wrong.getMessage(), wrong);
        }
    }
}
