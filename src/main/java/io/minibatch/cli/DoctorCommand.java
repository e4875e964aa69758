package io.minibatch.cli;

import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Finding;
import io.minibatch.data.DataException;
import io.minibatch.data.DataListener;
import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import io.minibatch.data.DataSource;
import io.minibatch.train.FastestBackend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what the machine has. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Checks this machine for what each backend needs.",
            "Prints Java, cores, memory and data, what is missing for a backend, and how to install it. "
                    + "Downloads nothing."
        })
final class DoctorCommand implements Callable<Integer> {
    private static final long MEBIBYTE = 1 << 20;

    @Mixin
    private CudaArguments cuda;

    @Override
    public Integer call() {
        BackendOptions options = new BackendOptions(1, cuda.libraries());
        Runtime runtime = Runtime.getRuntime();
        line("minibatch", Version.current());
        line(
                "java",
                System.getProperty("java.vm.name") + " " + Runtime.version() + " in "
                        + System.getProperty("java.home"));
        line(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        line("cores", Integer.toString(runtime.availableProcessors()));
        line("heap", runtime.maxMemory() / MEBIBYTE + " MiB at most");
        line("data", data());
        for (String name : Backends.NAMES) {
            backend(name, Backends.examine(name, options));
        }
        line("auto", auto());
        Backends.matrixProducts("cpu", options).ifPresent(reason -> line("gemm", reason));
        return 0;
    }

    private static String auto() {
        Path folder = FastestBackend.folderOfThisUser();
        return Files.isDirectory(folder)
                ? "remembers in " + folder + " how long a step takes on each backend; remove it to measure again"
                : "has not measured yet how long a step takes on each backend";
    }

    /** Whether it can be used, how that was found out, and where it cannot be, the one thing to do first. */
    private static void backend(String name, List<Finding> findings) {
        Finding.Missing missing = Backends.firstMissing(findings);
        line(name, missing == null ? "usable" : "not usable: " + missing.detail());
        for (Finding finding : findings) {
            System.out.printf(Locale.ROOT, "  %-8s %-8s %s%n", word(finding), finding.what(), finding.detail());
        }
        if (missing != null) {
            line("  advice", missing.remedy());
        }
    }

    private static String word(Finding finding) {
        if (finding instanceof Finding.Searched) {
            return "searched";
        }
        return finding instanceof Finding.Missing ? "MISSING" : "found";
    }

    private static String data() {
        DataLoader loader = DataLoader.standard();
        try {
            DataSource source = loader.load(DataOptions.defaults().withoutDownload(), DataListener.NONE)
                    .source();
            return source.builtIn()
                    ? "no MNIST here; train downloads it to " + loader.cacheFolder() + ", or set $"
                            + DataLoader.VARIABLE + " to a folder that has it"
                    : source.description();
        } catch (DataException broken) {
            return "broken: " + broken.getMessage();
        }
    }

    private static void line(String what, String value) {
        System.out.printf(Locale.ROOT, "%-10s %s%n", what, value);
    }
}
