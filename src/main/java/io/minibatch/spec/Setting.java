package io.minibatch.spec;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A line of the table of settings. Immutable; each {@code with} method returns another line. */
public final class Setting<T> {
    private final String name;
    private final Type<T> type;
    private final Words words;
    private final Rules rules;
    private final @Nullable T initial;
    private final Function<RunSpec, @Nullable T> field;

    /**
     * Texts for users.
     *
     * @param placeholder of the value, as {@code N}
     * @param description one or two lines of help
     * @param details what the help leaves to the page of settings
     */
    private record Words(String placeholder, String description, String details) {}

    /** The constraints and the uses of a setting. */
    private record Rules(@Nullable Range<?> range, Set<Trait> traits) {}

    private Setting(
            String name,
            Type<T> type,
            Words words,
            Rules rules,
            @Nullable T initial,
            Function<RunSpec, @Nullable T> field) {
        this.name = name;
        this.type = type;
        this.words = words;
        this.rules = rules;
        this.initial = initial;
        this.field = field;
    }

    /**
     * Starts a line without default, range and traits.
     *
     * @param field reads the value from a specification, null if it is not set
     */
    static <T> Setting<T> of(String name, Type<T> type, Function<RunSpec, @Nullable T> field) {
        Rules none = new Rules(null, EnumSet.noneOf(Trait.class));
        return new Setting<>(name, type, new Words("", "", ""), none, null, field);
    }

    /** Adds the help: the placeholder of the value, empty for a switch, and one or two lines of description. */
    Setting<T> help(String placeholder, String description) {
        return new Setting<>(name, type, new Words(placeholder, description, ""), rules, initial, field);
    }

    /** Adds sentences that the page of settings prints after the description. */
    Setting<T> details(String details) {
        Words more = new Words(words.placeholder, words.description, details);
        return new Setting<>(name, type, more, rules, initial, field);
    }

    /** Adds the value where none is given. */
    Setting<T> byDefault(T value) {
        return new Setting<>(name, type, words, rules, value, field);
    }

    /** Adds the values that are allowed. */
    Setting<T> within(Range<?> range) {
        return new Setting<>(name, type, words, new Rules(range, rules.traits), initial, field);
    }

    Setting<T> with(Trait first, Trait... others) {
        return new Setting<>(name, type, words, new Rules(rules.range, EnumSet.of(first, others)), initial, field);
    }

    /** Returns the name on the command line, without dashes, and in files. */
    public String name() {
        return name;
    }

    public Type<T> type() {
        return type;
    }

    /** Returns the placeholder of the value in the help, empty for a switch. */
    public String placeholder() {
        return words.placeholder;
    }

    public String description() {
        return words.description;
    }

    /** Returns the sentences that continue the description where there is room, empty if there are none. */
    public String details() {
        return words.details;
    }

    public boolean has(Trait trait) {
        return rules.traits.contains(trait);
    }

    /** Returns whether a search may vary the setting. */
    public boolean isSearchable() {
        return !has(Trait.FIXED) && !has(Trait.TRIAL) && !has(Trait.PLACE);
    }

    /** Returns the value where none is given, null if that depends on other settings or on the data. */
    public @Nullable T initial() {
        return initial;
    }

    /** Returns {@link #initial} as text, null for no default. */
    public @Nullable String initialText() {
        return initial == null ? null : print(initial);
    }

    /** Returns the value in a specification, null if it is not set. */
    public @Nullable T of(RunSpec spec) {
        return field.apply(spec);
    }

    /**
     * Returns the value that a text stands for.
     *
     * @throws SettingException if it stands for none
     */
    public T parse(String text) {
        return attempt(() -> type.parse().apply(text));
    }

    /**
     * Returns a value as text, which {@link #parse} reads.
     *
     * @throws SettingException if it has no text
     */
    public String print(T value) {
        return attempt(() -> type.print().apply(value));
    }

    /** Returns a value of this setting, whose type the caller does not know, as text. */
    @SuppressWarnings("unchecked")
    String printAny(Object value) {
        return print((T) value);
    }

    /**
     * Refuses a value outside the range.
     *
     * @throws SettingException that names it
     */
    void require(@Nullable T value) {
        if (value instanceof Iterable<?> several) {
            several.forEach(this::requireOne);
        } else if (value != null) {
            requireOne(value);
        }
    }

    @SuppressWarnings("unchecked")
    private void requireOne(Object value) {
        Range<Object> range = (Range<Object>) rules.range;
        if (range != null && !range.allows().test(value)) {
            throw wrong(range.words() + ", not " + value);
        }
    }

    /** Makes something of this setting; an {@link IllegalArgumentException} becomes one that names the setting. */
    <R> R attempt(Supplier<R> make) {
        try {
            return make.get();
        } catch (IllegalArgumentException wrong) {
            String reason = Objects.requireNonNullElse(wrong.getMessage(), "");
            throw wrong(
                    reason.startsWith(name + " ") || reason.startsWith(name + ":")
                            ? reason.substring(name.length()).strip()
                            : reason);
        }
    }

    SettingException wrong(String reason) {
        return new SettingException(name, reason);
    }

    @Override
    public String toString() {
        return name;
    }
}
