package io.minibatch.data;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.ExampleData;
import io.minibatch.io.Excerpt;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The meaning of the training part's answers: classes, several labels at once, or numbers to predict. */
final class Meaning {
    /** More different numbers than this are classes only where each has {@link #EXAMPLES_OF_A_CLASS} on average. */
    private static final int MAX_CLASSES = 20;

    private static final int EXAMPLES_OF_A_CLASS = 20;

    private final Task task;
    private final List<String> outputs;
    private final List<String> notices;
    private final Map<String, Byte> labels = new HashMap<>();

    private Meaning(Task task, List<String> outputs, List<String> notices) {
        this.task = task;
        this.outputs = outputs;
        this.notices = notices;
        for (int i = 0; i < outputs.size(); i++) {
            labels.put(outputs.get(i), (byte) i);
        }
    }

    /**
     * Finds out. The classes are the names that occur; whole numbers are in the order of their values.
     *
     * @throws DataException if there are too many classes
     */
    static Meaning of(RawPart training) {
        if (training.answers() instanceof Answers.Names names) {
            int[] used = IntStream.of(names.indices()).distinct().sorted().toArray();
            return classes(
                    training, IntStream.of(used).mapToObj(names.names()::get).toList(), List.of());
        }
        Answers.Numbers numbers = (Answers.Numbers) training.answers();
        if (numbers.columns().stream().distinct().count() < numbers.columns().size()) {
            throw new DataException(training.where() + ": two columns to predict have the same name: "
                    + Excerpt.of(String.join(", ", numbers.columns())));
        }
        requireFinite(training.where(), numbers);
        if (numbers.role() == Answers.Role.TARGETS) {
            boolean yesOrNo = Arrays.stream(numbers.values()).allMatch(value -> value == 0 || value == 1);
            if (yesOrNo && numbers.columns().size() == 1) {
                return classes(training, List.of("0", "1"), List.of());
            }
            return new Meaning(yesOrNo ? Task.MULTI_LABEL : Task.REGRESSION, numbers.columns(), List.of());
        }
        if (!Arrays.stream(numbers.values()).allMatch(Meaning::isWhole)) {
            return new Meaning(Task.REGRESSION, numbers.columns(), List.of());
        }
        List<String> different = Arrays.stream(numbers.values())
                .distinct()
                .sorted()
                .mapToObj(Meaning::name)
                .distinct()
                .toList();
        boolean doubtful = training.image() == null && areMany(different.size(), numbers.size());
        if (!doubtful || numbers.role() == Answers.Role.LABEL) {
            return classes(training, different, List.of());
        }
        String column = Excerpt.of(numbers.columns().get(0));
        String start = training.where() + ": the " + different.size() + " different whole numbers of " + column
                + " are taken as ";
        boolean canBeClasses = different.size() <= DesiredOutputs.Labels.MAX_CLASSES;
        if (numbers.role() == Answers.Role.CLASS_BY_NAME && canBeClasses) {
            return classes(
                    training, different, List.of(start + "classes; for numbers to predict name it as a target column"));
        }
        return new Meaning(
                Task.REGRESSION,
                numbers.columns(),
                List.of(start + "numbers to predict; "
                        + (canBeClasses
                                ? "for classes name it as the label column"
                                : "they are too many for classes")));
    }

    /** Returns whether the numbers are so many that they are measurements rather than classes. */
    private static boolean areMany(long different, int examples) {
        return different > MAX_CLASSES && different * EXAMPLES_OF_A_CLASS > examples;
    }

    /** Returns lines for the user, where the numbers could mean something else. */
    List<String> notices() {
        return notices;
    }

    private static Meaning classes(RawPart training, List<String> names, List<String> notices) {
        if (names.size() > DesiredOutputs.Labels.MAX_CLASSES) {
            throw new DataException(training.where() + ": has " + names.size() + " different labels, more than the "
                    + DesiredOutputs.Labels.MAX_CLASSES
                    + " classes that are allowed; numbers to predict are named as target columns");
        }
        return new Meaning(Task.CLASSIFICATION, names, notices);
    }

    /**
     * Returns the data set of a part.
     *
     * @throws DataException if it has a class that the training part has not
     */
    Dataset dataset(String name, RawPart part) {
        Schema schema = new Schema(task, outputs, part.image(), part.features());
        return new Dataset(name, schema, new ExampleData(part.inputs(), desired(part), ExampleData.UNWEIGHTED));
    }

    private DesiredOutputs desired(RawPart part) {
        if (task == Task.CLASSIFICATION) {
            return new DesiredOutputs.Labels(labels(part), outputs.size());
        }
        if (!(part.answers() instanceof Answers.Numbers numbers)
                || numbers.columns().size() != outputs.size()) {
            throw new DataException(part.where() + ": does not have the " + outputs.size()
                    + " numbers to predict that the training data have");
        }
        requireFinite(part.where(), numbers);
        float[] values = new float[numbers.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) numbers.values()[i];
            if (task == Task.MULTI_LABEL && values[i] != 0 && values[i] != 1) {
                throw new DataException(part.where() + ": label " + outputs.get(i % outputs.size()) + " of example "
                        + (1 + i / outputs.size()) + " is " + values[i] + ", not 0 or 1 as in the training data");
            }
        }
        return new DesiredOutputs.Values(values, outputs.size());
    }

    private byte[] labels(RawPart part) {
        byte[] found = new byte[part.answers().size()];
        for (int i = 0; i < found.length; i++) {
            String name = part.answers() instanceof Answers.Names names
                    ? names.names().get(names.indices()[i])
                    : name(((Answers.Numbers) part.answers()).values()[i]);
            Byte label = labels.get(name);
            if (label == null) {
                throw new DataException(part.where() + ": the label of example " + (i + 1) + " is " + Excerpt.of(name)
                        + ", which no training example has");
            }
            found[i] = label;
        }
        return found;
    }

    private static void requireFinite(String where, Answers.Numbers numbers) {
        for (int i = 0; i < numbers.values().length; i++) {
            if (!Float.isFinite((float) numbers.values()[i])) {
                throw new DataException(where + ": "
                        + numbers.columns().get(i % numbers.columns().size())
                        + " of example " + (1 + i / numbers.columns().size()) + " is " + numbers.values()[i]
                        + "; it must be a finite number");
            }
        }
    }

    private static boolean isWhole(double value) {
        return value == Math.rint(value) && Math.abs(value) < Long.MAX_VALUE;
    }

    /** Returns the name of a whole number as a class. */
    private static String name(double value) {
        return isWhole(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
