package io.minibatch.cli;

import io.minibatch.backend.DesiredOutputs;
import io.minibatch.backend.Inputs;
import io.minibatch.data.Dataset;
import io.minibatch.data.FileChecksum;
import io.minibatch.data.Split;
import io.minibatch.data.SplitRule;
import io.minibatch.data.Task;
import io.minibatch.io.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Describes data: their source, parts and preprocessing. */
final class DataLines {
    private static final int MOST_FEATURES = 10;

    private DataLines() {}

    static List<String> of(Split split) {
        List<String> lines = new ArrayList<>();
        lines.add(split.source().description());
        Dataset training = split.training();
        Stream.of(training, split.validation(), split.testOrValidation())
                .distinct()
                .forEach(part -> {
                    lines.add(size(part));
                    lines.addAll(outputs(part));
                });
        if (split.test() == null) {
            lines.add("no test data");
        }
        if (split.rule() != null) {
            lines.add("validation data held back from the training data: " + rule(split.rule()));
        }
        if (!training.schema().features().isEmpty()) {
            lines.add("features: " + features(training.schema().features()));
        }
        lines.add(String.format(Locale.ROOT, "zeros among the training inputs: %.1f %%", 100 * zeros(training)));
        if (split.standardization() != null) {
            lines.add("standardized by the means and deviations of the training data");
        }
        if (training.examples().isWeighted()) {
            lines.add("class weights: " + weights(training));
        }
        for (FileChecksum file : split.source().files()) {
            lines.add("sha256 " + file.sha256() + "  " + file.name());
        }
        return lines;
    }

    private static String size(Dataset part) {
        String plural = part.size() == 1 ? "" : "s";
        String each = part.schema().image() == null
                ? "example" + plural + " of " + part.features() + (part.features() == 1 ? " feature" : " features")
                : "image" + plural + " of " + part.imageSize();
        return String.format(Locale.ROOT, "%-28s %6d %s", part.name(), part.size(), each);
    }

    private static List<String> outputs(Dataset part) {
        if (part.hasLabels()) {
            int[] counts = part.classCounts();
            return List.of("  "
                    + (part.schema().image() == null ? "examples" : "images")
                    + " of each class: "
                    + IntStream.range(0, counts.length)
                            .mapToObj(c -> Excerpt.of(part.outputNames().get(c)) + ": " + counts[c])
                            .collect(Collectors.joining(", ")));
        }
        if (part.schema().task() == Task.MULTI_LABEL) {
            return List.of("  examples with each label: "
                    + IntStream.range(0, part.outputs())
                            .mapToObj(output -> Excerpt.of(part.outputNames().get(output)) + ": " + ones(part, output))
                            .collect(Collectors.joining(", ")));
        }
        return IntStream.range(0, part.outputs())
                .mapToObj(output -> "  " + Excerpt.of(part.outputNames().get(output)) + ": " + range(part, output))
                .toList();
    }

    private static long ones(Dataset part, int output) {
        float[] values = ((DesiredOutputs.Values) part.examples().desired()).values();
        return IntStream.range(0, part.size())
                .filter(i -> values[i * part.outputs() + output] == 1)
                .count();
    }

    private static String range(Dataset part, int output) {
        float[] values = ((DesiredOutputs.Values) part.examples().desired()).values();
        int outputs = part.outputs();
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (int i = output; i < values.length; i += outputs) {
            least = Math.min(least, values[i]);
            most = Math.max(most, values[i]);
            sum += values[i];
        }
        return "from " + (float) least + " to " + (float) most + ", mean " + (float) (sum / part.size());
    }

    private static String rule(SplitRule rule) {
        return rule instanceof SplitRule.Stratified stratified
                ? "stratified, seed " + stratified.seed()
                : "ordered (the last ones)";
    }

    private static String features(List<String> names) {
        return names.stream().limit(MOST_FEATURES).collect(Collectors.joining(", "))
                + (names.size() > MOST_FEATURES ? " and " + (names.size() - MOST_FEATURES) + " more" : "");
    }

    private static double zeros(Dataset data) {
        long zeros = 0;
        long all;
        if (data.examples().inputs() instanceof Inputs.Bytes bytes) {
            all = bytes.values().length;
            for (byte value : bytes.values()) {
                zeros += value == 0 ? 1 : 0;
            }
        } else {
            float[] values = ((Inputs.Floats) data.examples().inputs()).values();
            all = values.length;
            for (float value : values) {
                zeros += value == 0 ? 1 : 0;
            }
        }
        return (double) zeros / all;
    }

    private static String weights(Dataset training) {
        float[] weights = training.examples().weights();
        float[] ofClass = new float[training.outputs()];
        for (int i = 0; i < weights.length; i++) {
            ofClass[training.label(i)] = weights[i];
        }
        return IntStream.range(0, ofClass.length)
                .mapToObj(c -> String.format(
                        Locale.ROOT,
                        "%s: %.4g",
                        Excerpt.of(training.outputNames().get(c)),
                        ofClass[c]))
                .collect(Collectors.joining(", "));
    }
}
