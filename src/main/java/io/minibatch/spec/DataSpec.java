package io.minibatch.spec;

import io.minibatch.data.ClassWeights;
import io.minibatch.data.DataOptions;
import io.minibatch.data.FormatOptions;
import io.minibatch.data.Selection;
import io.minibatch.data.SplitOptions;
import io.minibatch.data.SplitRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The data that are trained on. */
public record DataSpec(DataOptions options) {
    public static final Setting<Path> DATA = Setting.of("data", Type.PATH, field(DataOptions::path))
            .with(Trait.PLACE, Trait.WHOLE_RUN, Trait.RESUMABLE)
            .help(
                    "PATH",
                    "Data file or folder: IDX, CSV, NumPy, or a folder of pictures for each class; a folder may have "
                            + "a test part (default: MNIST).")
            .details("The default is $MINIBATCH_DATA, the cache, a download of MNIST, or else synthetic digits.");

    public static final Setting<Boolean> OFFLINE = Setting.of("offline", Type.SWITCH, field(DataOptions::offline))
            .byDefault(false)
            .with(Trait.PLACE, Trait.WHOLE_RUN)
            .help("", "Do not download; without MNIST, train on synthetic digits.");

    public static final Setting<String> LABEL_COLUMN = Setting.of(
                    "label-column", Type.TEXT, field(options -> options.format().labelColumn()))
            .with(Trait.PLACE, Trait.WHOLE_RUN)
            .help(
                    "NAME|N",
                    "Column of the class, by name or by number from 1 (default: one named label, class or the like, "
                            + "else the last).")
            .details("The default is the column named label, class, target or the like; else the last, or the "
                    + "first if only the first is text or the last is constant. A label column with fractions "
                    + "makes a regression; so does one with many different whole numbers, unless this option "
                    + "names it or its own name says class, as label does.");

    public static final Setting<List<String>> TARGET_COLUMNS = Setting.of(
                    "target-columns",
                    Type.NAMES,
                    field(options -> options.format().targetColumns()))
            .byDefault(List.of())
            .with(Trait.PLACE, Trait.WHOLE_RUN)
            .help(
                    "NAME,...",
                    "Columns to predict: numbers (a regression, with identity outputs), or a 0/1 column for each label.")
            .details("Columns that hold 0 and 1 only are labels, several at once; other columns make a regression.");

    public static final Setting<Boolean> TRANSPOSE = Setting.of(
                    "transpose", Type.SWITCH, field(options -> options.format().transpose()))
            .byDefault(false)
            .with(Trait.PLACE, Trait.WHOLE_RUN)
            .help("", "Swap rows and columns of the images.")
            .details("EMNIST's files are recognized and need no flag.");

    public static final Setting<Double> VALIDATION = Setting.of(
                    "validation", Type.NUMBER, field(options -> options.split().share()))
            .within(new Range<Double>(share -> share > 0 && share < 1, "must be above 0 and below 1"))
            .with(Trait.PLACE, Trait.WHOLE_RUN)
            .help(
                    "SHARE",
                    "Share of the training data held back for validation, above 0 and below 1 (default: a sixth).")
            .details("For data without a validation part.");

    public static final Setting<Path> VALIDATION_DATA = Setting.of(
                    "validation-data",
                    Type.PATH,
                    field(options -> options.split().validationData()))
            .with(Trait.PLACE, Trait.WHOLE_RUN, Trait.RESUMABLE)
            .help("PATH", "File or folder of the validation data.");

    public static final Setting<SplitRule> SPLIT = Setting.of(
                    "split",
                    Type.notation(DataNotation::splitRule, DataNotation::text),
                    field(options -> options.split().rule()))
            .with(Trait.PLACE, Trait.WHOLE_RUN)
            .help(
                    "RULE",
                    "Validation examples: stratified, stratified:SEED or ordered (default: ordered for MNIST, "
                            + "else stratified).")
            .details("stratified draws the same share of each class at random; ordered takes the last examples.");

    public static final Setting<List<String>> CLASSES = Setting.of(
                    "classes", Type.NAMES, field(options -> options.selection().classes()))
            .byDefault(List.of())
            .help("NAME,...", "Classes to keep, in this order, for example 0,1.");

    public static final Setting<Integer> TRAIN_SIZE = Setting.of(
                    "train-size",
                    Type.WHOLE,
                    field(options -> size(options.selection().trainingSize())))
            .within(Range.atLeast(1))
            .help("N", "Keep only the first N training examples.");

    public static final Setting<Integer> VALIDATION_SIZE = Setting.of(
                    "validation-size",
                    Type.WHOLE,
                    field(options -> size(options.selection().validationSize())))
            .within(Range.atLeast(1))
            .help("N", "Keep only the first N validation examples.");

    public static final Setting<Boolean> STANDARDIZE = Setting.of(
                    "standardize", Type.SWITCH, field(DataOptions::standardize))
            .byDefault(false)
            .help("", "Scale each feature to mean 0 and standard deviation 1.")
            .details("Means and deviations are those of the training data; the model stores them and scales its "
                    + "inputs itself.");

    public static final Setting<ClassWeights> CLASS_WEIGHTS = Setting.of(
                    "class-weights",
                    Type.notation(DataNotation::classWeights, DataNotation::text),
                    field(DataOptions::classWeights))
            .help("WEIGHTS", "Class weights in the cost: balanced, NAME:W,... or W,W,... (default: all 1).")
            .details("balanced makes rare classes count as much as frequent ones. W,W,... is in the order of the "
                    + "classes.");

    public static final List<Setting<?>> TABLE = List.of(
            DATA,
            OFFLINE,
            LABEL_COLUMN,
            TARGET_COLUMNS,
            TRANSPOSE,
            VALIDATION,
            VALIDATION_DATA,
            SPLIT,
            CLASSES,
            TRAIN_SIZE,
            VALIDATION_SIZE,
            STANDARDIZE,
            CLASS_WEIGHTS);

    private static <T> Function<RunSpec, @Nullable T> field(Function<DataOptions, @Nullable T> field) {
        return spec -> field.apply(spec.data().options());
    }

    private static @Nullable Integer size(int size) {
        return size == 0 ? null : size;
    }

    static DataSpec of(Settings settings) {
        List<String> classes = settings.require(CLASSES);
        if (classes.size() == 1) {
            throw CLASSES.wrong("needs at least two classes");
        }
        Integer trainSize = settings.get(TRAIN_SIZE);
        Integer validationSize = settings.get(VALIDATION_SIZE);
        TRAIN_SIZE.require(trainSize);
        VALIDATION_SIZE.require(validationSize);
        return new DataSpec(new DataOptions(
                settings.get(DATA),
                settings.require(OFFLINE),
                format(settings),
                split(settings),
                new Selection(
                        classes,
                        Objects.requireNonNullElse(trainSize, 0),
                        Objects.requireNonNullElse(validationSize, 0)),
                settings.require(STANDARDIZE),
                settings.get(CLASS_WEIGHTS)));
    }

    private static FormatOptions format(Settings settings) {
        String label = settings.get(LABEL_COLUMN);
        List<String> targets = settings.require(TARGET_COLUMNS);
        if (label != null && !targets.isEmpty()) {
            throw LABEL_COLUMN.wrong("cannot be combined with {target-columns}");
        }
        return new FormatOptions(label, targets, settings.require(TRANSPOSE));
    }

    private static SplitOptions split(Settings settings) {
        Double share = settings.get(VALIDATION);
        Path validationData = settings.get(VALIDATION_DATA);
        VALIDATION.require(share);
        if (share != null && validationData != null) {
            throw VALIDATION.wrong("cannot be combined with {validation-data}");
        }
        return new SplitOptions(share, validationData, settings.get(SPLIT));
    }
}
