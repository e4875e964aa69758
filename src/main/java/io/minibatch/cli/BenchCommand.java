package io.minibatch.cli;

import io.minibatch.bench.BatchSweep;
import io.minibatch.bench.Contender;
import io.minibatch.bench.SweepReport;
import io.minibatch.bench.Throughput;
import io.minibatch.data.Split;
import io.minibatch.io.Outputs;
import io.minibatch.network.Network;
import io.minibatch.spec.LoopSpec;
import io.minibatch.spec.OptimizerSpec;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.spec.RunSpec;
import io.minibatch.spec.SettingException;
import io.minibatch.spec.Settings;
import io.minibatch.train.TrainingOptions;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how the mini-batch size decides the throughput. */
@Command(
        name = "bench",
        customSynopsis = "minibatch bench [OPTION...]",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures the training throughput for each mini-batch size.",
            "Every available backend is measured in its steady state, without loading, evaluation and warm-up. "
                    + "Where a backend fuses training steps, unfused steps are measured as well."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  minibatch bench", "  minibatch bench --layers 784,800,800,10 --batches 100,1000,10000"})
final class BenchCommand implements Callable<Integer> {
    private static final int DAY = 24 * 60 * 60;

    @Option(
            names = "--batches",
            paramLabel = "N,N,...",
            hideParamSyntax = true,
            split = ",",
            defaultValue = "1,2,5,10,20,50,100,200,500,1000,2000,5000,10000",
            description = "Mini-batch sizes (default: ${DEFAULT-VALUE}). Sizes above the number of training examples "
                    + "are skipped.")
    private List<Integer> batches = List.of();

    @Option(
            names = "--seconds",
            paramLabel = "X",
            defaultValue = "40",
            description = "Approximate time in seconds, at most 86400 (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "bench",
            description = "Folder for bench.png and bench.json; new, empty, or of an earlier bench (default: "
                    + "${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the initial weights (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private CommandSpec settings = SettingOptions.of(Settings.ofStep());

    @Mixin
    private DataArguments data;

    @Mixin
    private BackendArguments device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Outputs.requireFolder(out, SweepReport.JSON);
        PreparedTraining training;
        try {
            requireSecondsAndSizes();
            Split split = data.load();
            int examples = split.training().size();
            if (batches.stream().allMatch(size -> size > examples)) {
                throw new IllegalArgumentException("--batches " + joined(batches, ",")
                        + ": must have a size of at most " + examples + ", the number of training examples");
            }
            training = SettingOptions.checked(spec.commandLine(), () -> run().training(split));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
        return sweep(training.split(), training.initial(), training.options());
    }

    private void requireSecondsAndSizes() {
        if (!(seconds > 0 && seconds <= DAY)) {
            throw new IllegalArgumentException(
                    "--seconds must be more than 0 and at most 86400, a day, not " + seconds);
        }
        if (batches.stream().anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException("--batches must be 1 or more, not " + joined(batches, ","));
        }
    }

    /** Returns one epoch without monitors; the sweep sets the mini-batch size. */
    private RunSpec run() {
        RunSpec run = SettingOptions.given(spec.commandLine())
                .with(LoopSpec.EPOCHS, 1)
                .with(LoopSpec.BATCH, 1)
                .with(LoopSpec.SEED, seed)
                .with(LoopSpec.MONITOR, Set.of())
                .spec();
        if (run.optimizer().minimizer() != null) {
            throw new SettingException(
                    OptimizerSpec.OPTIMIZER.name(), ": this one works on all examples at once, not on mini-batches");
        }
        return run;
    }

    private int sweep(Split split, Network initial, TrainingOptions options) {
        String title = joined(initial.architecture().sizes(), "-") + " on "
                + split.training().name();
        List<Integer> sizes = batches.stream()
                .filter(size -> size <= split.training().size())
                .sorted()
                .distinct()
                .toList();
        Map<String, Contender> backends = device.present();
        System.out.printf(
                Locale.ROOT,
                "%s, %,d examples, on %s%n",
                title,
                split.training().size(),
                String.join(", ", backends.keySet()));
        try (Lines lines = new Lines()) {
            BatchSweep sweep = new BatchSweep(options, initial, split.training(), lines);
            try (Interruption interruption = Interruption.calls(sweep::requestStop)) {
                BatchSweep.Result result = sweep.run(backends, sizes, seconds);
                lines.close();
                return conclude(title, result, lines.devices);
            }
        }
    }

    private static String joined(List<Integer> numbers, String separator) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(separator));
    }

    private int conclude(String title, BatchSweep.Result result, Map<String, String> devices) {
        String partial = result.stopped()
                ? "Stopped as asked: " + result.count() + " of " + result.all() + " were measured"
                : "";
        if (result.count() > 0) {
            SweepReport report = new SweepReport(title, result.measured(), result.unfused());
            report(report, partial, circumstances(title, devices));
            return result.stopped() ? Interruption.EXIT_CODE : CommandLine.ExitCode.OK;
        }
        System.err.println("minibatch: " + (result.stopped() ? partial : "nothing was measured, as said above"));
        return result.stopped() ? Interruption.EXIT_CODE : CommandLine.ExitCode.SOFTWARE;
    }

    private void report(SweepReport report, String partial, Map<String, String> circumstances) {
        System.out.println();
        System.out.println(
                "Training examples per second, median ± half of the quartiles' distance; loading, evaluation");
        System.out.println("and warm-up do not count. * the knee: the smallest mini-batch with 90 % of the highest.");
        if (!report.unfused().isEmpty()) {
            System.out.println("unfused: steps of single operations, at the sizes at which the backend fuses them.");
        }
        System.out.println();
        report.table().forEach(System.out::println);
        System.out.println();
        if (!partial.isEmpty()) {
            circumstances.put("partial", partial);
            System.out.println(partial + ", the table is partial.");
        }
        report.write(out, circumstances);
        System.out.println("Saved in " + out + ": bench.png, bench.json");
    }

    private static Map<String, String> circumstances(String title, Map<String, String> devices) {
        Map<String, String> circumstances = new LinkedHashMap<>();
        circumstances.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        circumstances.put("network", title);
        circumstances.put("version", Version.current());
        circumstances.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        circumstances.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        circumstances.putAll(devices);
        return circumstances;
    }

    /** A line for each size, and on a terminal what is being measured. */
    private static final class Lines implements BatchSweep.Listener, AutoCloseable {
        private final StatusLine status = StatusLine.open();
        private final Map<String, String> devices = new LinkedHashMap<>();

        @Override
        public void opened(String backend, String device) {
            devices.put(backend, device);
            print(backend + ": " + device);
        }

        @Override
        public void started(String backend, int batch, int done, int all, double secondsLeft) {
            String task = String.format(Locale.ROOT, "%s, mini-batch %,d", backend, batch);
            List<String> details = List.of(done + " of " + all + " sizes");
            status.show(new Progress(task, (double) done / all, details, secondsLeft));
        }

        @Override
        public void measured(String backend, Throughput throughput) {
            double perStep = throughput.examplesPerStep() / throughput.examplesPerSecond();
            print(String.format(
                    Locale.ROOT,
                    "%-18s mini-batch %,6d: %,9.0f examples/s %5s %%, %9s a step%s, warm-up %.2f s",
                    backend,
                    throughput.batchSize(),
                    throughput.examplesPerSecond(),
                    "±" + Math.round(100 * throughput.spread()),
                    time(perStep),
                    throughput.fused() ? ", fused" : "",
                    throughput.warmUpSeconds()));
        }

        @Override
        public void skipped(String backend, int batch, String reason) {
            print(String.format(Locale.ROOT, "%-18s mini-batch %,6d: left out, %s", backend, batch, reason));
        }

        private static String time(double seconds) {
            return seconds < 1e-3
                    ? String.format(Locale.ROOT, "%.1f µs", 1e6 * seconds)
                    : seconds < 1
                            ? String.format(Locale.ROOT, "%.2f ms", 1e3 * seconds)
                            : String.format(Locale.ROOT, "%.2f s", seconds);
        }

        private void print(String line) {
            status.print(line);
        }

        @Override
        public void close() {
            status.close();
        }
    }
}
