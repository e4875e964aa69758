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

/** The options that choose the backend and its device. */
final class BackendArguments {
    private static final Logger LOG = LoggerFactory.getLogger(BackendArguments.class);
    private static final String CPU = "cpu";

    /** The order of preference for commands that do not train: opening a GPU takes longer than their work. */
    private static final List<String> WITHOUT_TRAINING = List.of(CPU, "cuda");

    private static final String EJML = "ejml";

    /** EJML takes about 30 ms for them, and OpenBLAS and the Vector API 160 ms until they are loaded. */
    private static final double FEW_MULTIPLICATIONS = 3e7;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = Backends.AUTO,
            description =
                    "Backend: auto, cuda or cpu (default: ${DEFAULT-VALUE}, which trains on the faster one, by a few "
                            + "timed steps, and predicts on cpu).")
    private String name;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of the cpu backend, 1 to 1024 (default: all cores). Does not change its results.")
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
            description = "Fused training steps on both backends: auto (by a fixed rule) or off (default: "
                    + "${DEFAULT-VALUE}). The two differ in the last bits of results.")
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

    /** The backend that {@code auto} stands for, null until it is chosen. */
    private @Nullable Decision decision;

    /**
     * A backend chosen for {@code auto}.
     *
     * @param reason why it was chosen, printed after the device
     * @param obstacle first words of the error if the backend cannot be used
     */
    private record Decision(String backend, String reason, String obstacle) {}

    /** Opens the backend of a command that does not train, and logs its name. */
    Backend open() {
        return say(isUndecided() ? openWithoutTraining() : choose(threads())).backend();
    }

    /** Opens the backend of predictions with at most so many multiplications, and logs its name. */
    Backend openFor(double multiplications) {
        if (!name.equals("cuda") && gemm.equals(BackendOptions.AUTO) && multiplications <= FEW_MULTIPLICATIONS) {
            gemm = EJML;
        }
        return open();
    }

    /** Opens the backend of a training, and logs its name. */
    Backends.Selection open(Workload workload) {
        return say(isUndecided() ? openFastest(workload, threads(), FastestBackend.AtOnce.ONE) : choose(threads()));
    }

    /**
     * Opens the backend of trials, and logs its name; {@link #choose} opens it again. The CPU runs one trial a thread.
     *
     * @param first the trial whose speed decides for all
     * @param most maximum number of trials that run together on a GPU
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

    /** Returns the number of threads of the cpu backend. */
    int threads() {
        return threads == null ? BackendOptions.defaults().threads() : threads;
    }

    /**
     * Returns the available backends of those asked for, by a name that includes the matrix multiplication. Each also
     * has a variant with unfused steps, except with {@code --fused off}. Logs the reasons why others are unavailable.
     *
     * @throws BackendException where none can be used
     */
    Map<String, Contender> present() {
        if (checked) {
            throw new ParameterException(
                    command.commandLine(),
                    "--checked: slows every operation, so times would mean nothing; leave it out");
        }
        Map<String, Contender> present = new LinkedHashMap<>();
        Map<String, String> obstacles = new LinkedHashMap<>();
        for (String each : name.equals(Backends.AUTO) ? Backends.NAMES : List.of(name)) {
            boolean several = each.equals(CPU) && gemm.equals(BackendOptions.AUTO);
            for (String product : several ? List.of(BackendOptions.AUTO, "vector", EJML) : List.of(gemm)) {
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
            // Throws the error of a training, with the reasons in one line.
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

    /**
     * Returns in one line why a backend is unavailable, null if it is available; throws if there is no such backend.
     */
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

    /** Returns the matrix multiplication of the cpu backend. */
    String gemm() {
        return gemm;
    }

    /** Returns whether backends may claim whole steps: auto or off. */
    String fused() {
        return fused;
    }

    /** Chooses the cpu backend, which an option needs; throws {@link IllegalArgumentException} if another was given. */
    void takeCpu(String flag) {
        if (!name.equals(CPU) && !name.equals(Backends.AUTO)) {
            throw new IllegalArgumentException(flag + " computes on CPUs; leave --backend " + name + " out");
        }
        name = CPU;
        takenCpu = true;
    }

    /** Whether an option needed the cpu backend. */
    boolean hasTakenCpu() {
        return takenCpu;
    }

    /** Opens the backend that was given or chosen, with another number of threads. */
    Backends.Selection choose(int threadCount) {
        BackendOptions options = options(threadCount);
        try {
            return checked(decision == null ? Backends.open(name, options) : open(decision, options));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(command.commandLine(), "--" + wrong.getMessage(), wrong);
        }
    }
}
