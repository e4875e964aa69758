package io.minibatch.cli;

import io.minibatch.io.MinibatchException;
import io.minibatch.io.Reason;
import io.minibatch.spec.Settings;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code minibatch}. Exit codes: 0 done, 1 failure, 2 wrong usage, 130 stopped by Ctrl-C. */
@Command(
        name = "minibatch",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Trains feed-forward networks on an NVIDIA GPU or on the CPU.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failure", "2:wrong usage", "130:stopped by Ctrl-C"})
public final class Minibatch implements Runnable {
    private static final List<Class<?>> COMMANDS = List.of(
            TrainCommand.class,
            ExperimentCommand.class,
            TuneCommand.class,
            BenchCommand.class,
            EvaluateCommand.class,
            PredictCommand.class,
            ExportCommand.class,
            DataCommand.class,
            PageCommand.class,
            DoctorCommand.class);

    @Spec
    private CommandSpec spec;

    private Minibatch() {}

    public static void main(String[] arguments) {
        // The progress bar formats numbers by the default locale.
        Locale.setDefault(Locale.ROOT);
        Terminal.prepareOutput();
        System.exit(run(arguments));
    }

    /** Runs a command and returns the exit code. */
    static int run(String... arguments) {
        CommandLine program = program(List.of(arguments));
        try {
            // Java starts even if it cannot decode the name of the working folder, and fails later in many ways.
            Path unused = Path.of(System.getProperty("user.dir"));
            return requireOutput(program.execute(arguments));
        } catch (InvalidPathException wrong) {
            complain("the working folder: " + Reason.of(wrong));
            return CommandLine.ExitCode.SOFTWARE;
        } catch (OutOfMemoryError tooLarge) {
            complain("out of memory (" + tooLarge.getMessage() + "); give Java more, for example by "
                    + "MINIBATCH_JAVA_OPTS=-Xmx8g");
            return CommandLine.ExitCode.SOFTWARE;
        } finally {
            StatusLine.closeCurrent();
            Interruption.letGo();
        }
    }

    /** Returns the program with all commands. */
    static CommandLine program() {
        return program(COMMANDS.stream()
                .map(each -> each.getAnnotation(Command.class).name())
                .toList());
    }

    /**
     * Returns the program. To describe the options of every command takes longer than most commands do, so it is done
     * for those that the arguments name, or a file of arguments may name; the others have a name and a description.
     */
    private static CommandLine program(List<String> arguments) {
        IParameterExceptionHandler oneLine = (wrong, given) -> {
            CommandSpec command = wrong.getCommandLine().getCommandSpec();
            complain(wrong.getMessage() + suggestion(wrong));
            System.err.println("Try '" + command.qualifiedName() + " --help'.");
            return CommandLine.ExitCode.USAGE;
        };
        boolean all = arguments.stream().anyMatch(argument -> argument.startsWith("@"));
        CommandLine program = new CommandLine(new Minibatch());
        for (Class<?> each : COMMANDS) {
            Command command = each.getAnnotation(Command.class);
            boolean whole = all || arguments.contains(command.name());
            program.addSubcommand(command.name(), whole ? new CommandLine(each) : new CommandLine(outline(command)));
        }
        program.setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(Terminal.helpColours())
                .registerConverter(Path.class, Minibatch::path)
                .setParameterExceptionHandler(oneLine)
                .setExecutionExceptionHandler((failure, command, parsed) -> fail(failure));
        HelpLayout.apply(program);
        return program;
    }

    private static CommandSpec outline(Command command) {
        CommandSpec outline = CommandSpec.create();
        outline.usageMessage().description(command.description());
        return outline;
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException wrong) {
            throw new TypeConversionException(Reason.of(wrong));
        }
    }

    /** Returns the exit code, or 1 where a command succeeded but its output was lost, or that of a closed pipe. */
    private static int requireOutput(int code) {
        if (StandardOutput.isClosedPipe()) {
            return StandardOutput.CLOSED_PIPE;
        }
        if (code != CommandLine.ExitCode.OK || !System.out.checkError()) {
            return code;
        }
        complain("standard output: write failed (full device or closed pipe); the output is incomplete");
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String suggestion(ParameterException wrong) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
            return "";
        }
        String name = unmatched.getUnmatched().get(0).replaceFirst("^--", "").replaceFirst("=.*", "");
        if (wrong.getCommandLine().getCommandSpec().findOption("--set") != null && Settings.find(name) != null) {
            return "; this command takes settings of train as --set " + name + "=VALUE";
        }
        return unmatched.getSuggestions().isEmpty()
                ? ""
                : "; did you mean " + unmatched.getSuggestions().get(0) + "?";
    }

    private static int fail(Exception failure) throws Exception {
        if (failure instanceof InvalidPathException wrong) {
            complain(Reason.of(wrong));
            return CommandLine.ExitCode.SOFTWARE;
        }
        if (failure instanceof MinibatchException ours) {
            complain(FailureMessage.of(ours));
            return CommandLine.ExitCode.SOFTWARE;
        }
        if (!(failure instanceof UncheckedIOException)) {
            throw failure;
        }
        complain(failure.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
    }

    static void complain(@Nullable String message) {
        StatusLine.aside(() -> System.err.println("minibatch: " + message));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "no command is given; use train, experiment, tune, bench, evaluate, predict, export, data, page "
                        + "or doctor");
    }
}
