package io.minibatch.cli;

import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.cpu.GemmChoice;
import io.minibatch.data.DataException;
import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import io.minibatch.data.DataSource;
import io.minibatch.data.Notices;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what the machine has. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Says what this machine has: Java, cores, memory, data and backends; downloads nothing.")
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
            String obstacle = Backends.obstacle(name, options);
            line(name, obstacle == null ? "usable" : "not usable: " + obstacle);
        }
        line("gemm", GemmChoice.of(BackendOptions.AUTO).reason());
        return 0;
    }

    private static String data() {
        DataLoader loader = DataLoader.standard();
        try {
            DataOptions defaults = DataOptions.defaults();
            DataSource source = loader.load(
                            new DataOptions(defaults.folder(), true, defaults.classes(), 0, 0), Notices.SILENT)
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
        System.out.printf("%-10s %s%n", what, value);
    }
}
