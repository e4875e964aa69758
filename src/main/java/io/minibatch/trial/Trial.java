package io.minibatch.trial;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One thing to be trained.
 *
 * @param label what differs from the others
 * @param series the trials that make one line of a plot over a setting
 * @param settings flags of {@code minibatch train} without their dashes, and their values; a flag without a value has
 *     {@code true}. With {@value #SVM} it is a support vector machine, and some are a {@link Limit}
 */
public record Trial(String label, String series, SortedMap<String, String> settings, long seed)
        implements Serializable {
    /** The setting that stands for a support vector machine; its value is ignored. */
    public static final String SVM = "svm";

    private static final Set<String> NO_FLAGS = Set.of(SVM, "C", "gamma", Limit.UNTIL, Limit.REACH, Limit.WITHIN);
    private static final double FULL_SIZE = 50_000;
    private static final double FULL_EPOCHS = 30;

    /** What an image costs besides the weights, and two images of a support vector machine, in multiplications of a product. */
    private static final double PER_IMAGE = 30_000;

    private static final double SVM_WORK = 4_000;
    private static final int KEY_LENGTH = 16;

    public Trial {
        settings = new TreeMap<>(settings);
    }

    public boolean isSvm() {
        return settings.containsKey(SVM);
    }

    /** Returns the arguments of {@code minibatch train}. */
    public List<String> flags() {
        List<String> flags = new ArrayList<>();
        settings.forEach((name, value) -> {
            if (!NO_FLAGS.contains(name)) {
                flags.add(value.equals("true") ? "--" + name : "--" + name + "=" + value);
            }
        });
        flags.add("--seed=" + seed);
        return flags;
    }

    /** Returns a setting as a number, empty where it is none or not set. */
    public OptionalDouble number(String setting) {
        try {
            return settings.containsKey(setting)
                    ? OptionalDouble.of(Double.parseDouble(settings.get(setting)))
                    : OptionalDouble.empty();
        } catch (NumberFormatException words) {
            return OptionalDouble.empty();
        }
    }

    /** Returns about how much there is to compute, in multiplications, to tell how much time is left. */
    public double work() {
        double images = number("train-size").orElse(FULL_SIZE);
        if (isSvm()) {
            return SVM_WORK * images * images;
        }
        double weights = 0;
        String[] sizes = settings.getOrDefault("layers", "784,30,10").split(",", -1);
        for (int l = 1; l < sizes.length; l++) {
            weights += Double.parseDouble(sizes[l - 1]) * Double.parseDouble(sizes[l]);
        }
        double epochs =
                Math.min(number("epochs").orElse(FULL_EPOCHS), Limit.of(this).epochs());
        return images * epochs * (weights + PER_IMAGE);
    }

    /** Returns this with another seed. */
    public Trial withSeed(long other) {
        return new Trial(label, series, settings, other);
    }

    /** Returns this without a limit: the trial of which it is the beginning. */
    Trial unlimited() {
        SortedMap<String, String> all = new TreeMap<>(settings);
        all.keySet().removeAll(Limit.SETTINGS);
        return new Trial(label, series, all, seed);
    }

    /** Returns a name that trials share just where they are of the same settings, seed, and place. */
    String key(String place) {
        String all = settings.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\n", place + "\n", "\nseed=" + seed));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, KEY_LENGTH);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
