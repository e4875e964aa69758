package io.minibatch.fuzz;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.minibatch.data.DataException;
import io.minibatch.data.DataListener;
import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import io.minibatch.data.FileChecksum;
import io.minibatch.data.NpyWriter;
import io.minibatch.data.format.FormatException;
import io.minibatch.data.format.IdxReader;
import io.minibatch.data.picture.DigitImage;
import io.minibatch.experiment.ExperimentException;
import io.minibatch.experiment.ExperimentPlan;
import io.minibatch.experiment.ExperimentRecord;
import io.minibatch.experiment.ExperimentReport;
import io.minibatch.experiment.Experiments;
import io.minibatch.io.Reason;
import io.minibatch.model.Combination;
import io.minibatch.model.CommitteeFile;
import io.minibatch.model.ModelException;
import io.minibatch.model.ModelFile;
import io.minibatch.report.RecordedRun;
import io.minibatch.spec.SettingException;
import io.minibatch.spec.Settings;
import io.minibatch.train.Checkpoints;
import io.minibatch.trial.Archive;
import io.minibatch.trial.Outcome;
import io.minibatch.tune.Journal;
import io.minibatch.tune.SearchSpace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.LoggerFactory;

/** All readers of files. */
final class FuzzTargets {
    private static final FuzzTarget.Memory MIB = FuzzTarget.Memory.ofMebibytes(1);
    private static final Mutator BYTES = new ByteMutator(List.of());
    private static final Mutator JSON = new JsonMutator();

    private final Path folder;
    private final Seeds seeds;
    private final List<FuzzTarget> targets = new ArrayList<>();

    private FuzzTargets(Path folder) {
        this.folder = folder;
        this.seeds = new Seeds(folder);
    }

    /**
     * Returns the readers.
     *
     * @param folder for the damaged files
     */
    static List<FuzzTarget> all(Path folder) throws IOException {
        FuzzTargets targets = new FuzzTargets(folder);
        targets.addData();
        targets.addTables();
        targets.addPictures();
        targets.addModels();
        targets.addCheckpoints();
        targets.addRecords();
        targets.addSearches();
        return targets.targets;
    }

    private void add(
            String name,
            List<byte[]> seed,
            Mutator mutator,
            FuzzTarget.Reading reading,
            Class<? extends RuntimeException> refusal,
            FuzzTarget.Memory most) {
        targets.add(new FuzzTarget(name, seed, mutator, reading, Set.of(refusal), most));
    }

    private void addData() throws IOException {
        Path plain = folder.resolve("images");
        add(
                "idx",
                seeds.idx(),
                BYTES,
                bytes -> IdxReader.read(Files.write(plain, bytes), FileChecksum.newDigest()),
                FormatException.class,
                MIB);
        Path gzip = folder.resolve("images.gz");
        add(
                "gzip",
                seeds.gzip(),
                BYTES,
                bytes -> IdxReader.read(Files.write(gzip, bytes), FileChecksum.newDigest()),
                FormatException.class,
                FuzzTarget.Memory.ofGzip());
        Path data = seeds.dataFolder();
        DataOptions options = DataOptions.of(data).withoutDownload();
        for (String name : List.of("train-images-idx3-ubyte", "t10k-labels-idx1-ubyte")) {
            byte[] good = Files.readAllBytes(data.resolve(name));
            add(
                    "folder-" + name.replaceFirst("-idx.*", ""),
                    List.of(good),
                    BYTES,
                    bytes -> {
                        Files.write(data.resolve(name), bytes);
                        try {
                            DataLoader.standard().load(options, DataListener.NONE);
                        } finally {
                            Files.write(data.resolve(name), good);
                        }
                    },
                    DataException.class,
                    FuzzTarget.Memory.ofMebibytes(2));
        }
    }

    private void addTables() throws IOException {
        Path csv = folder.resolve("table.csv");
        add(
                "csv",
                seeds.csv(),
                new ByteMutator(List.of(",", ";", "\n", "\"", "1e999", "NaN", "", "?", "\t", "\uFEFF", "x")),
                bytes -> load(Files.write(csv, bytes)),
                DataException.class,
                FuzzTarget.Memory.ofMebibytes(4));
        Path npz = folder.resolve("arrays.npz");
        add(
                "npz",
                seeds.npz(npz),
                BYTES,
                bytes -> load(Files.write(npz, bytes)),
                DataException.class,
                FuzzTarget.Memory.ofGzip());
        Path arrays = Files.createDirectories(folder.resolve("arrays"));
        Files.write(arrays.resolve("y_train.npy"), NpyWriter.npy("|u1", false, "(6,)", new byte[] {0, 1, 0, 1, 0, 1}));
        add(
                "npy",
                seeds.npy(),
                new ByteMutator(List.of("'descr'", "<f4", "|O", "<U9", "(6, 4)", "True", "99999999999", "-1", "}")),
                bytes -> {
                    Files.write(arrays.resolve("x_train.npy"), bytes);
                    load(arrays);
                },
                DataException.class,
                FuzzTarget.Memory.ofMebibytes(4));
    }

    private static void load(Path path) {
        DataLoader.standard().load(DataOptions.of(path).withoutDownload(), DataListener.NONE);
    }

    private void addPictures() throws IOException {
        for (String format : List.of("png", "jpg", "gif", "bmp")) {
            Path file = folder.resolve("picture." + format);
            add(
                    format,
                    seeds.pictures(format),
                    BYTES,
                    bytes -> DigitImage.read(Files.write(file, bytes), 28, 28),
                    FormatException.class,
                    FuzzTarget.Memory.ofMebibytes(200));
        }
    }

    private void addModels() throws IOException {
        Path json = folder.resolve("model.json");
        add(
                "network2",
                seeds.models(".json"),
                JSON,
                bytes -> ModelFile.read(Files.write(json, bytes)),
                ModelException.class,
                MIB);
        Path committee = folder.resolve("committee.json");
        new CommitteeFile(Combination.LOG_MEAN, List.of("1/model.json", "2/model.json")).write(committee);
        add(
                "committee",
                List.of(Files.readAllBytes(committee)),
                JSON,
                bytes -> CommitteeFile.read(Files.write(committee, bytes)),
                ModelException.class,
                MIB);
        Path safetensors = folder.resolve("model.safetensors");
        add(
                "safetensors",
                seeds.models(".safetensors"),
                new SafetensorsMutator(),
                bytes -> ModelFile.read(Files.write(safetensors, bytes)),
                ModelException.class,
                MIB);
    }

    private void addCheckpoints() throws IOException {
        Path written = seeds.checkpoints();
        Path json = written.resolve("epoch-000002.json");
        Path tensors = written.resolve("epoch-000002.safetensors");
        byte[] goodJson = Files.readAllBytes(json);
        byte[] goodTensors = Files.readAllBytes(tensors);
        Checkpoints checkpoints = new Checkpoints(written, 1);
        FuzzTarget.Reading reading = bytes -> {
            Files.write(json, bytes);
            checkpoints.newest(Seeds.ARCHITECTURE, refusal -> {
                throw new Refused(refusal);
            });
        };
        add(
                "checkpoint-json",
                List.of(goodJson),
                JSON,
                bytes -> {
                    Files.write(tensors, goodTensors);
                    reading.read(bytes);
                },
                Refused.class,
                MIB);
        add(
                "checkpoint-tensors",
                List.of(goodTensors),
                new SafetensorsMutator(),
                bytes -> {
                    Files.write(tensors, bytes);
                    reading.read(Seeds.withChecksum(goodJson, goodTensors, bytes));
                },
                Refused.class,
                MIB);
    }

    private void addRecords() throws IOException {
        Path run = folder.resolve("run.json");
        add(
                "run",
                List.of(Seeds.RUN.getBytes(StandardCharsets.UTF_8)),
                JSON,
                bytes -> {
                    Files.write(run, bytes);
                    RecordedRun.read(folder);
                },
                UncheckedIOException.class,
                MIB);
        Path experiment = folder.resolve("experiment.json");
        add(
                "experiment",
                List.of(
                        Experiments.json("momentum").getBytes(StandardCharsets.UTF_8),
                        Experiments.json("costs").getBytes(StandardCharsets.UTF_8)),
                JSON,
                bytes -> Experiments.of(Files.write(experiment, bytes).toString(), true)
                        .trials(2, Settings.NONE),
                ExperimentException.class,
                FuzzTarget.Memory.ofMebibytes(16));
        ExperimentPlan plan = Experiments.plan("momentum", false, 2, Settings.NONE);
        new ExperimentRecord(plan, Set.of("test-accuracy"), "a machine", Map.of("Device", "cpu")).write(folder);
        add(
                "experiment-record",
                List.of(Files.readAllBytes(experiment)),
                JSON,
                bytes -> {
                    Files.write(experiment, bytes);
                    try {
                        ExperimentReport report = ExperimentRecord.read(folder).report(folder);
                        report.charts();
                        report.table();
                        report.verdicts();
                    } catch (CharacterCodingException notUtf8) {
                        throw new IllegalArgumentException(Reason.of(notUtf8), notUtf8);
                    }
                },
                IllegalArgumentException.class,
                FuzzTarget.Memory.ofMebibytes(64));
        Path outcome = seeds.outcome();
        Archive archive = seeds.archive();
        add(
                "outcome",
                List.of(Files.readAllBytes(outcome)),
                JSON,
                bytes -> {
                    Files.write(outcome, bytes);
                    Outcome found = archive.find(Seeds.TRIAL);
                    if (found == null) {
                        throw new Refused("it is trained again");
                    }
                    found.diverged();
                },
                Refused.class,
                MIB);
    }

    private void addSearches() {
        targets.add(new FuzzTarget(
                "search-space",
                List.of(
                        "eta=log(1e-3,10) lambda=real(0,10)".getBytes(StandardCharsets.UTF_8),
                        "batch=[10,32,100] epochs=int(5,30) layers=[784,10|784,30,10]"
                                .getBytes(StandardCharsets.UTF_8)),
                new ByteMutator(
                        List.of("=", "log(", "int(", "real(", "[", "|", ",", "-", "1e308", "NaN", "2147483647", " ")),
                bytes -> {
                    SearchSpace space = SearchSpace.parse(new String(bytes, StandardCharsets.UTF_8));
                    space.at(new double[space.size()]);
                },
                Set.of(IllegalArgumentException.class, SettingException.class),
                MIB));
        Path file = folder.resolve("journal.jsonl");
        ListAppender<ILoggingEvent> warnings = new ListAppender<>();
        warnings.start();
        Logger log = (Logger) LoggerFactory.getLogger(Journal.class);
        log.addAppender(warnings);
        log.setAdditive(false);
        targets.add(new FuzzTarget(
                "journal",
                List.of(Seeds.JOURNAL.getBytes(StandardCharsets.UTF_8)),
                JSON,
                bytes -> {
                    warnings.list.clear();
                    new Journal(Files.write(file, bytes), "random").last();
                    if (!warnings.list.isEmpty()) {
                        throw new Refused(warnings.list.get(0).getFormattedMessage());
                    }
                },
                Set.of(Refused.class, IllegalArgumentException.class),
                MIB));
    }
}
