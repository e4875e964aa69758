package io.minibatch;

import io.minibatch.data.ClassWeights;
import io.minibatch.data.DataException;
import io.minibatch.data.DataListener;
import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import io.minibatch.data.Dataset;
import io.minibatch.data.Split;
import io.minibatch.io.MinibatchException;
import io.minibatch.spec.DataSpec;
import io.minibatch.spec.Setting;
import io.minibatch.spec.SettingException;
import io.minibatch.spec.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Training, validation and perhaps test data. Immutable; each method that changes a
 * setting returns other data. Files are read once, on first use.
 */
public final class Data {
    private static final Logger LOG = LoggerFactory.getLogger(Data.class);

    private final Source source;
    private final Settings settings;
    private final List<String> warnings = new ArrayList<>();
    private @Nullable Split split;

    /** Reads files, or splits arrays. */
    private interface Source {
        Split read(DataOptions options, DataListener listener);
    }

    private Data(Source source, Settings settings) {
        this.source = source;
        this.settings = settings;
    }

    /**
     * Returns MNIST: from the folder {@code $MINIBATCH_DATA}, the cache, or a download.
     *
     * @throws DataException if MNIST is not found and cannot be downloaded
     */
    public static Data mnist() {
        Data mnist = new Data(Data::readMnist, Settings.NONE);
        mnist.split();
        return mnist;
    }

    private static Split readMnist(DataOptions options, DataListener listener) {
        List<String> told = new ArrayList<>();
        Split split = DataLoader.standard().load(options, told::add);
        if (split.source().builtIn()) {
            String reason = told.stream().filter(line -> !line.startsWith("*")).collect(Collectors.joining("; "));
            throw new DataException(
                    "MNIST was not found and not downloaded" + (reason.isEmpty() ? "" : " (" + reason + ")")
                            + ": put its four files into a folder and use Data.of(folder) or the environment variable "
                            + DataLoader.VARIABLE + ", or use the synthetic digits of Data.digits()");
        }
        told.forEach(listener::message);
        return split;
    }

    /**
     * Returns 14,000 synthetic digits of 28×28 pixels, which need no file; accuracies on them say nothing about MNIST.
     */
    public static Data digits() {
        return new Data(DataLoader::builtIn, Settings.NONE);
    }

    /**
     * Returns the data in a file or folder, of any format that {@link DataLoader} reads.
     *
     * @throws DataException if there is neither a file nor a folder
     */
    public static Data of(Path path) {
        if (!Files.exists(path)) {
            throw new DataException(path + ": no such file or folder");
        }
        return new Data(DataLoader.standard()::load, Settings.NONE.with(DataSpec.DATA, path));
    }

    /**
     * Returns rows of numbers, each with a class.
     *
     * @param inputs {@code [examples, features]}; copied
     * @param labels {@code [examples]} the name of each example's class
     * @throws DataException if rows differ in length, a number is not finite or labels are missing
     */
    public static Data of(float[][] inputs, String[] labels) {
        return of(ExampleArrays.classified(ExampleArrays.inputs(inputs), labels));
    }

    /** As {@link #of(float[][], String[])}, of classes that are named by numbers. */
    public static Data of(float[][] inputs, int[] labels) {
        return of(inputs, ExampleArrays.texts(labels));
    }

    /**
     * Returns images, each with a class. Networks take a pixel as {@code value/255}.
     *
     * @param images {@code [examples, pixels]} unsigned bytes, row-major; copied
     * @param labels {@code [examples]} the name of each image's class
     */
    public static Data of(byte[][] images, String[] labels) {
        return of(ExampleArrays.classified(ExampleArrays.inputs(images), labels));
    }

    /** As {@link #of(byte[][], String[])}, of classes that are named by numbers. */
    public static Data of(byte[][] images, int[] labels) {
        return of(images, ExampleArrays.texts(labels));
    }

    /**
     * Returns rows of numbers, each with numbers to predict.
     *
     * @param inputs {@code [examples, features]}; copied
     * @param targets {@code [examples, outputs]}; copied
     */
    public static Data regression(float[][] inputs, float[][] targets) {
        return of(ExampleArrays.regression(ExampleArrays.inputs(inputs), targets));
    }

    /** As {@link #regression(float[][], float[][])}, with one number to predict for each row. */
    public static Data regression(float[][] inputs, float[] targets) {
        return regression(inputs, ExampleArrays.column(targets));
    }

    private static Data of(Dataset all) {
        return new Data((options, listener) -> DataLoader.divide(all, options, listener), Settings.NONE);
    }

    /** Returns these data with the classes in a column of the file, by its name or its number from 1. */
    public Data labelColumn(String column) {
        return with(DataSpec.LABEL_COLUMN, column);
    }

    /**
     * Returns this with numbers to predict, which are in these columns of the file, by their names or numbers from 1.
     */
    public Data targets(String... columns) {
        return with(DataSpec.TARGET_COLUMNS, named(DataSpec.TARGET_COLUMNS, columns));
    }

    /** Returns these data with a share of the training examples, between 0 and 1, held back for validation. */
    public Data validation(double share) {
        return with(DataSpec.VALIDATION, share);
    }

    /** Returns these data with the validation examples of another file or folder. */
    public Data validation(Path path) {
        return with(DataSpec.VALIDATION_DATA, path);
    }

    /** Returns these data with each feature standardized to mean 0 and deviation 1; the model stores both. */
    public Data standardized() {
        return with(DataSpec.STANDARDIZE, true);
    }

    /** Returns these data with weights that give every class the same share of the cost. */
    public Data balanced() {
        return with(DataSpec.CLASS_WEIGHTS, new ClassWeights.Balanced());
    }

    /** Returns these data with some classes only. */
    public Data classes(String... names) {
        return with(DataSpec.CLASSES, named(DataSpec.CLASSES, names));
    }

    /** Returns these data with only the first {@code examples} training examples. */
    public Data trainSize(int examples) {
        return with(DataSpec.TRAIN_SIZE, examples);
    }

    /**
     * Returns these data with another setting, by its name in the table of settings.
     *
     * @param name such as {@code "train-size"} or {@code "trainSize"}
     * @throws SettingException if there is no such setting of data or the value is not allowed
     */
    public Data set(String name, Object value) {
        Setting<?> setting = NamedSetting.of(name);
        if (!DataSpec.TABLE.contains(setting)) {
            throw new SettingException(setting.name(), "is a setting of Training, not of Data");
        }
        if (setting == DataSpec.DATA) {
            throw new SettingException(setting.name(), "is the argument of Data.of");
        }
        return new Data(source, settings.with(setting.name(), NamedSetting.text(value)));
    }

    private static List<String> named(Setting<?> setting, String... names) {
        if (names.length == 0) {
            throw new SettingException(setting.name(), "needs names");
        }
        return List.of(names);
    }

    private <T> Data with(Setting<T> setting, T value) {
        return new Data(source, settings.with(setting, value));
    }

    /**
     * Returns the parts.
     *
     * @throws DataException if a file is missing or damaged, or does not fit the settings
     */
    public synchronized Split split() {
        if (split == null) {
            split = source.read(settings.spec().data().options(), line -> {
                warnings.add(line);
                LOG.warn(line);
            });
        }
        return split;
    }

    /** Returns warnings about the data, one line each; they are logged too. */
    public List<String> warnings() {
        split();
        return List.copyOf(warnings);
    }

    /** Returns the training data. */
    public Dataset training() {
        return split().training();
    }

    /** Returns the validation data, by which networks and settings are compared. */
    public Dataset validation() {
        return split().validation();
    }

    /**
     * Returns the test data.
     *
     * @throws DataException if the data have no such part
     */
    public Dataset test() {
        Dataset test = split().test();
        if (test == null) {
            throw new DataException(training().name() + ": has no test part");
        }
        return test;
    }

    /** Returns the names of the classes, or of the numbers to predict. */
    public List<String> names() {
        return training().outputNames();
    }

    /**
     * Returns the source of the data, the number of examples of each part, and their shape, or why they cannot
     * be read.
     */
    @Override
    public String toString() {
        try {
            return described(split());
        } catch (MinibatchException unreadable) {
            return "data that cannot be read: " + unreadable.getMessage();
        }
    }

    private String described(Split parts) {
        Dataset test = parts.test();
        return String.format(
                Locale.ROOT,
                "%s: %,d training, %,d validation and %s test examples of %s",
                parts.source().description(),
                parts.training().size(),
                parts.validation().size(),
                test == null ? "no" : String.format(Locale.ROOT, "%,d", test.size()),
                example());
    }

    private String example() {
        Dataset training = training();
        String inputs = training.schema().image() == null
                ? counted(training.features(), "number")
                : training.schema().image() + " pixels";
        String names = String.join(", ", names().size() > 10 ? names().subList(0, 10) : names());
        return inputs + "; "
                + (training.hasLabels() ? training.outputs() + " classes" : counted(training.outputs(), "output"))
                + ": " + names + (names().size() > 10 ? ", ..." : "");
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
