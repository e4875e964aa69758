package io.minibatch.trial;

import io.minibatch.spec.DataSpec;
import io.minibatch.spec.LearningRateSpec;
import io.minibatch.spec.LoopSpec;
import io.minibatch.spec.NetworkSpec;
import io.minibatch.spec.OptimizerSpec;
import io.minibatch.spec.SettingException;
import io.minibatch.spec.Settings;
import io.minibatch.spec.Trait;
import io.minibatch.spec.TrialSettings;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One thing to be trained.
 *
 * @param label what differs from the others
 * @param series the trials that make one line of a plot over a setting
 * @param settings of the training but its seed; with {@link TrialSettings#SVM} it is a support vector machine, and some
 *     are a {@link Limit}
 */
public record Trial(String label, String series, Settings settings, long seed) implements Serializable {
    private static final double FULL_SIZE = 50_000;
    private static final List<Integer> USUAL_LAYERS = List.of(784, 30, 10);

    /** The cost of an image besides the weights, and of two images of a support vector machine, in multiplications. */
    private static final double PER_IMAGE = 30_000;

    private static final double SVM_WORK = 4_000;
    private static final int KEY_LENGTH = 16;

    /** From the seed of a network to that of the next; seeds of trials are smaller. */
    private static final long BETWEEN_MEMBERS = 1_000_000;

    public Trial {
        requireNoSeed(settings);
    }

    /**
     * Refuses settings with a seed: each trial has its own.
     *
     * @throws SettingException that names it
     */
    public static void requireNoSeed(Settings settings) {
        if (settings.has(LoopSpec.SEED)) {
            throw new SettingException(LoopSpec.SEED.name(), "belongs to the trial, not to its settings");
        }
    }

    public boolean isSvm() {
        return settings.has(TrialSettings.SVM);
    }

    /** Returns the settings of the training, the seed among them. */
    Settings trainingSettings() {
        return settings.without(Settings.with(Trait.TRIAL)).with(LoopSpec.SEED, seed);
    }

    /** Returns the arguments of {@code minibatch train}. */
    public List<String> flags() {
        List<String> flags = new ArrayList<>();
        settings.without(Settings.with(Trait.TRIAL))
                .texts()
                .forEach((name, text) -> flags.add(text.equals("true") ? "--" + name : "--" + name + "=" + text));
        flags.add("--seed=" + seed);
        return flags;
    }

    /** Returns a setting as a number, empty if it is none or not set. */
    public OptionalDouble number(String setting) {
        String text = settings.text(setting);
        try {
            return text == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text));
        } catch (NumberFormatException words) {
            return OptionalDouble.empty();
        }
    }

    /** Returns about how much there is to compute, in multiplications, to tell how much time is left. */
    public double work() {
        Integer size = settings.get(DataSpec.TRAIN_SIZE);
        double images = size == null ? FULL_SIZE : size;
        if (isSvm()) {
            return SVM_WORK * images * images;
        }
        List<Integer> given = settings.get(NetworkSpec.LAYERS);
        List<Integer> sizes = given == null ? USUAL_LAYERS : given;
        double weights = 0;
        for (int l = 1; l < sizes.size(); l++) {
            weights += (double) sizes.get(l - 1) * sizes.get(l);
        }
        double epochs =
                Math.min(settings.require(LoopSpec.EPOCHS), Limit.of(settings).epochs());
        return numberOfMembers() * images * epochs * (weights + PER_IMAGE);
    }

    /** Returns this with another seed. */
    public Trial withSeed(long other) {
        return new Trial(label, series, settings, other);
    }

    /** Returns a trial for each network that this one trains, itself first; the others have other seeds. */
    List<Trial> members() {
        return IntStream.range(0, numberOfMembers())
                .mapToObj(i -> withSeed(seed + i * BETWEEN_MEMBERS))
                .toList();
    }

    private int numberOfMembers() {
        Integer members = settings.get(TrialSettings.MEMBERS);
        return members == null ? 1 : members;
    }

    /** Returns this without a limit and a measure: the whole training; this trial may be its beginning. */
    Trial unlimited() {
        Settings training = settings.without(TrialSettings.LIMITS).without(TrialSettings.MEASURES);
        return new Trial(label, series, training, seed);
    }

    /** Returns a name that trials share just where they are of the same settings, seed, and place. */
    String key(String place) {
        String all = settings.texts().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\n", place + "\n", "\nseed=" + seed + learningRates()));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, KEY_LENGTH);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Returns how the learning rate is found where the default depends on more than the rule: results by other defaults
     * differ.
     */
    private String learningRates() {
        boolean given = settings.text(LearningRateSpec.ETA.name()) != null;
        boolean plain = Stream.of(NetworkSpec.ACTIVATIONS, OptimizerSpec.MOMENTUM, OptimizerSpec.OPTIMIZER)
                .allMatch(setting -> settings.text(setting.name()) == null);
        return given || plain || isSvm() ? "" : "\neta by activations and momentum";
    }
}
