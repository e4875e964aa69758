package io.minibatch.spec;

import io.minibatch.data.Split;
import io.minibatch.io.Excerpt;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Settings that were given, by name, each as a value and as the text it was written in. The text decides whether two
 * trials are the same, so that {@code 5.0} in a file finds what {@code 5.0} trained before. Immutable.
 */
public final class Settings implements Serializable {
    /** All settings, those of a training in the order of the help. */
    public static final List<Setting<?>> TABLE = Stream.of(
                    NetworkSpec.TABLE,
                    List.<Setting<?>>of(LoopSpec.EPOCHS, LoopSpec.BATCH, LearningRateSpec.ETA),
                    OptimizerSpec.TABLE,
                    LearningRateSpec.TABLE,
                    RegularizationSpec.TABLE,
                    AugmentationSpec.TABLE,
                    LoopSpec.TABLE,
                    DataSpec.TABLE,
                    TrialSettings.TABLE)
            .flatMap(List::stream)
            .distinct()
            .toList();

    private static final Map<String, Setting<?>> BY_NAME =
            TABLE.stream().collect(Collectors.toUnmodifiableMap(Setting::name, setting -> setting));

    /** The reason why a minimizer refuses a setting. */
    public static final String OF_STEPS = "is for mini-batches; this optimizer works on all training examples at once";

    /** No settings. */
    public static final Settings NONE = new Settings(new TreeMap<>());

    @Serial
    private static final long serialVersionUID = 1;

    private final transient SortedMap<String, Given> given;

    private record Given(Setting<?> setting, Object value, String text) {}

    /** Crosses machines as texts. */
    private record Texts(TreeMap<String, String> texts) implements Serializable {
        @Serial
        private Object readResolve() {
            return parse(texts);
        }
    }

    private Settings(SortedMap<String, Given> given) {
        this.given = given;
    }

    @Serial
    private Object writeReplace() {
        return new Texts(new TreeMap<>(texts()));
    }

    /** Returns the settings of a training, in the order of the help. */
    public static List<Setting<?>> ofTraining() {
        return TABLE.stream().filter(setting -> !setting.has(Trait.TRIAL)).toList();
    }

    /** Returns the settings of the network and of a step, in the order of the help. */
    public static List<Setting<?>> ofStep() {
        return Stream.of(
                        NetworkSpec.TABLE,
                        List.<Setting<?>>of(LearningRateSpec.ETA),
                        OptimizerSpec.TABLE,
                        LearningRateSpec.TABLE,
                        RegularizationSpec.TABLE)
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    /** Returns the settings with a trait. */
    public static List<Setting<?>> with(Trait trait) {
        return TABLE.stream().filter(setting -> setting.has(trait)).toList();
    }

    /** Returns the setting of a name, null if it is unknown. */
    public static @Nullable Setting<?> find(String name) {
        return BY_NAME.get(name);
    }

    /**
     * Returns a setting by its name.
     *
     * @throws SettingException if the name is unknown
     */
    public static Setting<?> named(String name) {
        Setting<?> setting = find(name);
        if (setting == null) {
            throw new SettingException(Excerpt.of(name), "is no setting" + suggestion(name));
        }
        return setting;
    }

    private static String suggestion(String name) {
        return TABLE.stream()
                .map(Setting::name)
                .filter(known -> Spelling.distance(name, known) <= Spelling.MOST)
                .min((one, other) -> Spelling.distance(name, one) - Spelling.distance(name, other))
                .map(known -> "; did you mean " + known + "?")
                .orElse("");
    }

    /**
     * Returns the settings that texts stand for.
     *
     * @throws SettingException if a name or a text stands for none
     */
    public static Settings parse(Map<String, String> texts) {
        SortedMap<String, Given> parsed = new TreeMap<>();
        texts.forEach((name, text) -> {
            Setting<?> setting = named(name);
            parsed.put(name, new Given(setting, setting.parse(text), text));
        });
        return new Settings(parsed);
    }

    /** Returns the settings in which a specification differs from {@link RunSpec#defaults}. */
    public static Settings of(RunSpec spec) {
        RunSpec defaults = RunSpec.defaults();
        SortedMap<String, Given> set = new TreeMap<>();
        for (Setting<?> setting : TABLE) {
            Object value = setting.of(spec);
            if (value != null && !value.equals(setting.of(defaults))) {
                set.put(setting.name(), new Given(setting, value, setting.printAny(value)));
            }
        }
        return new Settings(set);
    }

    /**
     * Returns these with a value, written as the setting writes it.
     *
     * @throws SettingException if the value is not allowed
     */
    public <T> Settings with(Setting<T> setting, T value) {
        setting.require(value);
        return with(new Given(setting, value, setting.print(value)));
    }

    /**
     * Returns these with the value that a text stands for.
     *
     * @throws SettingException if it stands for none
     */
    public Settings with(String name, String text) {
        return with(given(named(name), text));
    }

    private static <T> Given given(Setting<T> setting, String text) {
        T value = setting.parse(text);
        setting.require(value);
        return new Given(setting, value, text);
    }

    private Settings with(Given one) {
        SortedMap<String, Given> changed = new TreeMap<>(given);
        changed.put(one.setting.name(), one);
        return new Settings(changed);
    }

    /** Returns these with others, which replace those of the same name. */
    public Settings with(Settings others) {
        SortedMap<String, Given> changed = new TreeMap<>(given);
        changed.putAll(others.given);
        return new Settings(changed);
    }

    /** Returns these without some. */
    public Settings without(Collection<Setting<?>> some) {
        SortedMap<String, Given> rest = new TreeMap<>(given);
        some.forEach(setting -> rest.remove(setting.name()));
        return new Settings(rest);
    }

    /** Returns those with a trait. */
    public Settings only(Trait trait) {
        return without(given().stream().filter(setting -> !setting.has(trait)).toList());
    }

    public boolean has(Setting<?> setting) {
        return given.containsKey(setting.name());
    }

    public boolean isEmpty() {
        return given.isEmpty();
    }

    /** Returns the settings that are given, by name. */
    public List<Setting<?>> given() {
        List<Setting<?>> all = new ArrayList<>();
        given.values().forEach(each -> all.add(each.setting));
        return all;
    }

    /** Returns the value of a setting, its default where it is not given, null if it has none. */
    @SuppressWarnings("unchecked")
    public <T> @Nullable T get(Setting<T> setting) {
        Given one = given.get(setting.name());
        return one == null ? setting.initial() : (T) one.value;
    }

    /** Returns the value of a setting that is given or has a default. */
    public <T> T require(Setting<T> setting) {
        return Objects.requireNonNull(get(setting), setting.name());
    }

    /** Returns the text of a setting, null if it is not given. */
    public @Nullable String text(String name) {
        Given one = given.get(name);
        return one == null ? null : one.text;
    }

    /** Returns the texts by name, not to be modified. */
    public SortedMap<String, String> texts() {
        SortedMap<String, String> texts = new TreeMap<>();
        given.forEach((name, one) -> texts.put(name, one.text));
        return Collections.unmodifiableSortedMap(texts);
    }

    /**
     * Returns the specification that these make.
     *
     * @throws SettingException if a value is not allowed
     */
    public RunSpec spec() {
        return RunSpec.of(this);
    }

    /**
     * Returns a new training on loaded data. Refuses settings of steps for trainings that have no steps.
     *
     * @throws SettingException if the settings do not fit each other or the data
     */
    public PreparedTraining training(Split split) {
        RunSpec spec = spec();
        PreparedTraining training = spec.training(split);
        requireEffect(spec);
        return training;
    }

    private void requireEffect(RunSpec spec) {
        if (spec.optimizer().minimizer() != null) {
            for (Given each : given.values()) {
                if (each.setting.has(Trait.STEPS)) {
                    throw each.setting.wrong(OF_STEPS);
                }
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Settings settings && texts().equals(settings.texts());
    }

    @Override
    public int hashCode() {
        return texts().hashCode();
    }

    /** Returns {@code {eta=0.5, layers=784,30,10}}. */
    @Override
    public String toString() {
        return texts().toString();
    }
}
