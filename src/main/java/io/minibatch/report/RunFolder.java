package io.minibatch.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.minibatch.io.AtomicFile;
import io.minibatch.io.FolderLock;
import io.minibatch.io.Outputs;
import io.minibatch.io.Reason;
import io.minibatch.model.Model;
import io.minibatch.model.ModelFile;
import io.minibatch.network.Network;
import io.minibatch.train.History;
import io.minibatch.train.Monitor;
import io.minibatch.train.TrainingListener;
import io.minibatch.train.TrainingResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The folder of one run: {@code run.json}, what it takes to repeat it; {@code history.csv}, {@code model.json} and
 * {@code curves.png}, kept up to date while it trains, so that whatever ends it, little is lost. Where the network that
 * the run keeps is not the last, the last is in {@code last.json} once the run has ended.
 */
public final class RunFolder implements TrainingListener, AutoCloseable {
    /** The checkpoints' folder in the folder of a run. */
    public static final String CHECKPOINTS = "checkpoints";

    /** The interval at which the model and the curves are written, which take longer than the history. */
    private static final long SAVE_INTERVAL_NS = 10_000_000_000L;

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private final Path folder;
    private final String title;
    private final JsonObject run;
    private final Function<Network, Model> model;
    private final FolderLock lock;
    private final boolean resumed;
    private long lastSave = System.nanoTime();

    private RunFolder(
            Path folder,
            FolderLock lock,
            String title,
            JsonObject run,
            Function<Network, Model> model,
            boolean resumed) {
        this.folder = folder;
        this.lock = lock;
        this.title = title;
        this.run = run;
        this.model = model;
        this.resumed = resumed;
    }

    /**
     * Refuses a folder for a new run that holds a run or other files.
     *
     * @throws UncheckedIOException in one line
     */
    public static void requireNew(Path folder) {
        Outputs.requireFolder(folder, "run.json", CHECKPOINTS);
        if (Files.exists(folder.resolve("run.json"))) {
            throw failure(folder, new IOException("it already holds a run; name another folder"));
        }
        if (Files.exists(folder.resolve(CHECKPOINTS))) {
            throw failure(folder, new IOException("it holds checkpoints of another run; name another folder"));
        }
    }

    /**
     * Makes the folder, locks it and writes {@code run.json}.
     *
     * @param title of the curves
     * @param run the settings, to which the outcome is added
     * @param model makes a model of a network of the run
     * @throws UncheckedIOException if the folder cannot be written, is in use or holds other files; the message is one
     *     line
     */
    public static RunFolder create(Path folder, String title, JsonObject run, Function<Network, Model> model) {
        requireNew(folder);
        FolderLock lock = FolderLock.take(folder);
        try {
            requireNew(folder);
            return open(new RunFolder(folder, lock, title, run, model, false));
        } catch (RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    private static RunFolder open(RunFolder folder) {
        folder.end("running");
        return folder;
    }

    /**
     * Makes the first of {@code 1}, {@code 2}, ... in a folder that is not there yet.
     *
     * @throws UncheckedIOException if the folder cannot be written; the message is one line
     */
    public static Path makeNext(Path runs) {
        try {
            Files.createDirectories(runs);
            for (int number = 1; ; number++) {
                Path folder = runs.resolve(Integer.toString(number));
                if (!Files.exists(folder) && made(folder)) {
                    return folder;
                }
            }
        } catch (IOException failure) {
            throw failure(runs, failure);
        }
    }

    private static boolean made(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
            return true;
        } catch (FileAlreadyExistsException taken) {
            return false;
        }
    }

    /** Records that the run failed; removes the folder of a new run without a measurement. */
    public void abandon() {
        if (resumed || Files.exists(folder.resolve("history.csv"))) {
            end("failed");
            return;
        }
        try {
            Files.deleteIfExists(folder.resolve("run.json"));
            close();
            Files.deleteIfExists(folder);
        } catch (IOException notEmpty) {
            // There are files of somebody else in it, which stay.
        }
    }

    /**
     * Opens the folder of a run that was stopped.
     *
     * @param lock of this folder, which is closed with it
     * @param run as {@link #create} was given it
     * @param model as {@link #create} was given it
     */
    public static RunFolder reopen(
            Path folder, FolderLock lock, String title, JsonObject run, Function<Network, Model> model) {
        AtomicFile.removeLeftovers(folder.resolve(CHECKPOINTS));
        return open(new RunFolder(folder, lock, title, run, model, true));
    }

    /** Unlocks the folder. */
    @Override
    public void close() {
        lock.close();
    }

    public Path path() {
        return folder;
    }

    /** Writes {@code run.json} with {@code fused}. */
    @Override
    public void stepsRecorded(boolean fused) {
        run.addProperty("fused", fused);
        writeRun();
    }

    @Override
    public void measured(History history, Supplier<Network> network) {
        write("history.csv", HistoryCsv.of(history));
        if (System.nanoTime() - lastSave >= SAVE_INTERVAL_NS) {
            save(history, network.get());
            lastSave = System.nanoTime();
        }
    }

    @Override
    public void finished(TrainingResult result) {
        write("history.csv", HistoryCsv.of(result.history()));
        save(result.history(), result.network());
        saveLast(result);
        JsonObject best = new JsonObject();
        for (Monitor monitor : Monitor.values()) {
            result.history().best(monitor).ifPresent(value -> best.addProperty(monitor.column(), value));
        }
        run.add("best", best);
        end(result.reason().recorded());
    }

    /** Adds to what {@code run.json} will have when it is written next. */
    public void add(String name, JsonElement value) {
        run.add(name, value);
    }

    /** Writes {@code run.json} with how the run ended. */
    public void end(String outcome) {
        run.addProperty("outcome", outcome);
        writeRun();
    }

    private void writeRun() {
        write("run.json", GSON.toJson(run) + "\n");
    }

    private void save(History history, Network network) {
        ModelFile.write(folder.resolve("model.json"), model.apply(network));
        Png.write(folder.resolve("curves.png"), Curves.draw(history, title));
    }

    /** Writes the last network where it is another, and removes that of an earlier end of the same run. */
    private void saveLast(TrainingResult result) {
        Path file = folder.resolve("last.json");
        try {
            if (result.network().equals(result.last())) {
                Files.deleteIfExists(file);
            } else {
                ModelFile.write(file, model.apply(result.last()));
            }
        } catch (IOException failure) {
            throw failure(file, failure);
        }
    }

    private void write(String name, String text) {
        try {
            AtomicFile.write(folder.resolve(name), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException failure) {
            throw failure(folder.resolve(name), failure);
        }
    }

    private static UncheckedIOException failure(Path path, IOException cause) {
        return new UncheckedIOException(path + ": cannot be written: " + Reason.of(cause), cause);
    }
}
