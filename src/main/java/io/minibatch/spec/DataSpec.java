package io.minibatch.spec;

import io.minibatch.data.DataOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The images that are trained on.
 *
 * @param data folder of the data, null for the usual search
 * @param offline whether the network is left alone
 * @param classes the only classes to keep, empty for all
 * @param trainSize training images to keep, null for all
 * @param validationSize validation images to keep, null for all
 */
public record DataSpec(
        @Nullable Path data,
        boolean offline,
        List<Integer> classes,
        @Nullable Integer trainSize,
        @Nullable Integer validationSize) {
    public static final Setting<Path> DATA = Setting.of(
                    "data", Type.FOLDER, spec -> spec.data().data())
            .with(Trait.PLACE, Trait.WHOLE_RUN, Trait.RESUMABLE)
            .help(
                    "DIR",
                    "Folder with the four IDX files of MNIST or a set of that form, plain or .gz "
                            + "(default: $MINIBATCH_DATA, the cache, a download, or else synthetic digits).");

    public static final Setting<Boolean> OFFLINE = Setting.of(
                    "offline", Type.SWITCH, spec -> spec.data().offline())
            .byDefault(false)
            .with(Trait.PLACE, Trait.WHOLE_RUN)
            .help("", "Do not download.");

    public static final Setting<List<Integer>> CLASSES = Setting.of(
                    "classes", Type.WHOLES, spec -> spec.data().classes())
            .byDefault(List.of())
            .help("C,C,...", "Keep only these classes, for example 0,1.");

    public static final Setting<Integer> TRAIN_SIZE = Setting.of(
                    "train-size", Type.WHOLE, spec -> spec.data().trainSize())
            .within(Range.atLeast(1))
            .help("N", "Keep only the first N training images.");

    public static final Setting<Integer> VALIDATION_SIZE = Setting.of(
                    "validation-size", Type.WHOLE, spec -> spec.data().validationSize())
            .within(Range.atLeast(1))
            .help("N", "Keep only the first N validation images.");

    public static final List<Setting<?>> TABLE = List.of(DATA, OFFLINE, CLASSES, TRAIN_SIZE, VALIDATION_SIZE);

    public DataSpec {
        classes = List.copyOf(classes);
        if (classes.size() == 1) {
            throw CLASSES.wrong("needs at least two classes");
        }
        TRAIN_SIZE.require(trainSize);
        VALIDATION_SIZE.require(validationSize);
    }

    static DataSpec of(Settings settings) {
        return new DataSpec(
                settings.get(DATA),
                settings.require(OFFLINE),
                settings.require(CLASSES),
                settings.get(TRAIN_SIZE),
                settings.get(VALIDATION_SIZE));
    }

    /** Returns what is to be loaded. */
    public DataOptions options() {
        return new DataOptions(
                data,
                offline,
                classes,
                Objects.requireNonNullElse(trainSize, 0),
                Objects.requireNonNullElse(validationSize, 0));
    }
}
