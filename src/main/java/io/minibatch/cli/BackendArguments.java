package io.minibatch.cli;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendException;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.CheckedBackend;
import io.minibatch.backend.Precision;
import io.minibatch.bench.Contender;
import io.minibatch.train.FastestBackend;
import io.minibatch.train.Workload;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** The order for what is done in less time than opening a GPU takes. */
    private static final List<String> WITHOUT_TRAINING = List.of(CPU, "cuda");

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = Backends.AUTO,
            description =
                    "Backend: auto, cuda or cpu (default: ${DEFAULT-VALUE}, the faster one, by a few timed steps).")
    private String name;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads of the cpu backend, 1 to 1024 (default: all cores). Affects speed only, not results.")
    private @Nullable Integer threads;

    @Option(
            names = "--gemm",
            paramLabel = "NAME",
            defaultValue = BackendOptions.AUTO,
            description = "Matrix multiplication of the cpu backend: auto, openblas, vector, sparse or ejml (default: "
                    + "${DEFAULT-VALUE}, by shape and data).")
    private String gemm;

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            defaultValue = "fp32",
            description = "Input precision of matrix multiplications on the cuda backend: fp32, tf32 or bf16 "
                    + "(default: ${DEFAULT-VALUE}).")
    private String precision;

    @Option(
            names = "--fused",
            paramLabel = "NAME",
            defaultValue = BackendOptions.AUTO,
            description = "Fused training steps: auto, where the backend has them, or off (default: "
                    + "${DEFAULT-VALUE}). Results differ in the last bits.")
    private String fused;

    @Mixin
    private CudaArguments cuda;

    @Option(names = "--checked", description = "Check the shapes and memory of every operation (slow; for debugging).")
    private boolean checked;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private boolean takenCpu;

    /** The line that was printed last. */
    private @Nullable String said;

    /** The backend that auto chose, once decided. */
    private @Nullable Decision decision;

    /**
     * A backend that was taken for {@code auto}.
     *
     * @param reason follows the device in the line that says which backend it is
     * @param obstacle begins the line that says why it cannot be used
     */
    private record Decision(String backend, String reason, String obstacle) {}

    /** Opens the backend for what trains nothing, and says which it is. */
    Backend open() {
        return say(isUndecided() ? openWithoutTraining() : choose(threads())).backend();
    }

    /** Opens the backend for a training, and says which it is. */
    Backends.Selection open(Workload workload) {
        return say(isUndecided() ? openFastest(workload, threads(), FastestBackend.AtOnce.ONE) : choose(threads()));
    }

    /**
     * Opens the backend for trials, one a thread on the CPU, and says which it is; {@link #choose}
     * opens it again.
     *
     * @param first one of the trials, whose speed decides for all
     * @param most how many trials may run together on a GPU
     */
    Backends.Selection openForTrials(Workload first, int most) {
        if (!isUndecided()) {
            return say(choose(1));
        }
        Backends.Selection choice = openFastest(first, 1, new FastestBackend.AtOnce(threads(), most));
        String backend = choice.backend().name();
        decision = new Decision(backend, "as for the first trial", "--backend " + backend);
        return say(choice);
    }

    /** Makes auto stand for the backend of a run that is resumed. */
    void resume(String backend, Path run) {
        if (name.equals(Backends.AUTO)) {
            decision = new Decision(
                    backend,
                    "on which the run was started",
                    run + ": the run was started on the backend " + backend + " and can only be resumed there");
        }
    }

    /** Makes auto stand for the backend of the trials that found the settings. */
    void follow(BackendArguments tuning) {
        decision = tuning.decision;
        said = tuning.said;
    }

    private boolean isUndecided() {
        return name.equals(Backends.AUTO) && decision == null;
    }

    private Backends.Selection say(Backends.Selection choice) {
        if (!choice.summary().equals(said)) {
            said = choice.summary();
            LOG.info("Backend: {}", said);
        }
        return choice;
    }

    private Backends.Selection openWithoutTraining() {
        return checked(Backends.openFirstUsable(WITHOUT_TRAINING, options(threads())));
    }

    private Backends.Selection openFastest(Workload workload, int threadCount, FastestBackend.AtOnce atOnce) {
        return checked(FastestBackend.ofThisUser().open(workload, options(threadCount), atOnce));
    }

    private Backends.Selection checked(Backends.Selection choice) {
        return checked
                ? new Backends.Selection(new CheckedBackend(choice.backend()), choice.reason(), choice.summary())
                : choice;
    }

    /** Returns how many threads the cpu backend may use. */
    int threads() {
        return threads == null ? BackendOptions.defaults().threads() : threads;
    }

    /**
     * Returns every backend that can be used here, of those that were asked for, by a name that tells its matrix
     * products, and without {@code --fused off} the same with steps of single operations; why others cannot is logged.
     *
     * @throws BackendException where none can be used
     */
    Map<String, Contender> present() {
        if (checked) {
            throw new ParameterException(
                    command.commandLine(), "--checked slows everything down; leave it out where time is measured");
        }
        Map<String, Contender> present = new LinkedHashMap<>();
        Map<String, String> obstacles = new LinkedHashMap<>();
        for (String each : name.equals(Backends.AUTO) ? Backends.NAMES : List.of(name)) {
            boolean several = each.equals(CPU) && gemm.equals(BackendOptions.AUTO);
            for (String product : several ? List.of(BackendOptions.AUTO, "vector", "ejml") : List.of(gemm)) {
                BackendOptions options = options(threads()).withGemm(product);
                String label = each.equals(CPU) && !product.equals(BackendOptions.AUTO) ? each + " " + product : each;
                String obstacle = obstacle(each, options);
                if (obstacle == null) {
                    present.put(label, contender(each, options));
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

    private static Contender contender(String each, BackendOptions options) {
        BackendOptions single = options.withFused(BackendOptions.OFF);
        return new Contender(
                () -> Backends.open(each, options).backend(),
                options.mayClaim() ? () -> Backends.open(each, single).backend() : null);
    }

    /** Returns in one line why a backend cannot be used, null where it can; a mistake in its name is no obstacle. */
    private @Nullable String obstacle(String each, BackendOptions options) {
        try {
            String missing = Backends.unavailableReason(each, options);
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

    private static Backends.Selection open(Decision decision, BackendOptions options) {
        String obstacle = Backends.unavailableReason(decision.backend, options);
        if (obstacle != null) {
            throw new BackendException(decision.obstacle + ": " + obstacle);
        }
        Backend backend = Backends.openFound(decision.backend, options);
        return new Backends.Selection(
                backend,
                backend.name() + " (" + backend.device() + "), " + decision.reason,
                Backends.summary(backend) + ", " + decision.reason);
    }

    private BackendOptions options(int threadCount) {
        try {
            return new BackendOptions(threadCount, cuda.libraries(), gemm, Precision.of(precision), fused);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command.commandLine(), "--" + wrong.getMessage(), wrong);
        }
    }

    /** Returns what the cpu backend multiplies matrices with. */
    String gemm() {
        return gemm;
    }

    /** Returns whether backends may claim whole steps: auto or off. */
    String fused() {
        return fused;
    }

    /**
     * Takes the cpu backend, as a flag needs it; throws {@link IllegalArgumentException} where another was asked for.
     */
    void takeCpu(String flag) {
        if (!name.equals(CPU) && !name.equals(Backends.AUTO)) {
            throw new IllegalArgumentException(flag + " computes on CPUs; leave --backend " + name + " out");
        }
        name = CPU;
        takenCpu = true;
    }

    /** Whether a flag needed the cpu backend. */
    boolean hasTakenCpu() {
        return takenCpu;
    }

    /** Opens the backend that was asked for or decided on, with another number of threads. */
    Backends.Selection choose(int threadCount) {
        BackendOptions options = options(threadCount);
        try {
            return checked(decision == null ? Backends.open(name, options) : open(decision, options));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command.commandLine(), "--" + wrong.getMessage(), wrong);
        }
    }
}
