package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Precision;
import io.minibatch.backend.cuda.JitLog;
import io.minibatch.data.DataListener;
import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import io.minibatch.data.Split;
import java.nio.file.Path;
import java.util.List;

/**
 * The program that {@code native-notes/gpu-check} runs on a card besides the tests. Prints Markdown, and figures as
 * lines of JSON. Arguments: what, folder of MNIST, folder of CUDA's libraries or nothing.
 */
final class GpuCheck {
    private final Split data;
    private final List<Path> libraries;

    private GpuCheck(Split data, List<Path> libraries) {
        this.data = data;
        this.libraries = libraries;
    }

    public static void main(String[] arguments) {
        String what = arguments[0];
        if (what.equals("jit")) {
            JitLog.print();
            return;
        }
        long entered = System.currentTimeMillis();
        List<Path> libraries =
                arguments.length > 2 && !arguments[2].isEmpty() ? List.of(Path.of(arguments[2])) : List.of();
        DataOptions options = DataOptions.of(Path.of(arguments[1])).withoutDownload();
        Split data = DataLoader.standard().load(options, DataListener.NONE);
        if (what.equals("start-up")) {
            StartUp.print(entered, data, libraries);
            return;
        }
        new GpuCheck(data, libraries).run(what, Budget.ofStage());
    }

    private void run(String what, Budget budget) {
        switch (what) {
            case "fused" -> new FusedCheck(this::open, FusedCheck.Size.ofCard(data.training()), budget).print();
            case "many" ->
                onCard(
                        Precision.FLOAT32,
                        backend -> new ManyNetworks(backend, data, ManyNetworks.Size.OF_CARD, budget).print());
            case "timings" -> new Timings(this::open, data.training(), budget).print();
            case "precision" -> new PrecisionCheck(this::open, data).print();
            case "peers" -> PeerCells.print(open(Precision.FLOAT32, BackendOptions.AUTO), data, budget);
            case "peers-cpu" ->
                PeerCells.print(
                        Backends.open("cpu", BackendOptions.withThreads(1)).backend(), data, budget);
            case "record" -> {
                RecordAttempt.requireTime(budget);
                onCard(Precision.TF32, backend -> RecordAttempt.print(backend, data, budget));
            }
            case "mnist" -> FullMnist.print(this::open, data);
            case "tiny" -> TinyTraining.print(this::open, data);
            case "launch" -> TinyTraining.launch(this::open, data, true);
            case "launch-blocks" -> TinyTraining.launch(this::open, data, false);
            case "profile" -> ProfiledStep.print(this::open, data.training());
            case "profile-fused" -> onCard(Precision.FLOAT32, backend -> ProfiledStep.fused(backend, data.training()));
            default -> throw new IllegalArgumentException("unknown check '" + what + "'");
        }
    }

    private interface Check {
        void on(Backend backend);
    }

    private void onCard(Precision precision, Check check) {
        try (Backend backend = open(precision, BackendOptions.AUTO)) {
            System.out.println("device: " + backend.device() + "\n");
            check.on(backend);
        }
    }

    private Backend open(Precision precision, String fused) {
        return Backends.open("cuda", new BackendOptions(1, libraries, BackendOptions.AUTO, precision, fused))
                .backend();
    }
}
