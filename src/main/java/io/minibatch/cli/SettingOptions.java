package io.minibatch.cli;

import io.minibatch.spec.Setting;
import io.minibatch.spec.SettingException;
import io.minibatch.spec.Settings;
import io.minibatch.spec.Type;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Options made from the table of settings. */
final class SettingOptions {
    /** The value of {@code --batch} and {@code --eta} that tunes them before the training. */
    static final String AUTO = "auto";

    private SettingOptions() {}

    /** Returns a mixin with an option for each setting. */
    static CommandSpec of(List<? extends Setting<?>> settings) {
        CommandSpec mixin = CommandSpec.create();
        settings.forEach(setting -> mixin.addOption(option(setting)));
        return mixin;
    }

    private static OptionSpec option(Setting<?> setting) {
        // To picocli, a description is a format.
        String description = setting.description().replace("%", "%%");
        OptionSpec.Builder option = OptionSpec.builder("--" + setting.name()).description(description);
        Type<?> type = setting.type();
        if (type.equals(Type.SWITCH)) {
            return option.type(boolean.class).build();
        }
        option.paramLabel(setting.placeholder());
        if (type.list()) {
            option.type(List.class)
                    .auxiliaryTypes(type.element())
                    .splitRegex(",")
                    .hideParamSyntax(true);
        } else {
            option.type(type.element());
        }
        String initial = setting.initialText();
        return initial == null || initial.isEmpty()
                ? option.build()
                : option.defaultValue(initial).build();
    }

    /**
     * Returns the settings that were given.
     *
     * @param found settings that are left out where they are {@code auto}
     * @throws ParameterException where one has a wrong value
     */
    static Settings given(CommandLine command, Setting<?>... found) {
        Map<String, String> texts = new TreeMap<>();
        for (OptionSpec option : command.getParseResult().matchedOptions()) {
            String name = option.longestName().substring(2);
            if (Settings.find(name) != null) {
                texts.put(name, text(option));
            }
        }
        for (Setting<?> each : found) {
            texts.remove(each.name(), AUTO);
        }
        return checked(command, () -> Settings.parse(texts));
    }

    private static String text(OptionSpec option) {
        Object value = option.getValue();
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : String.valueOf(value);
    }

    /** Whether a setting of a command is {@code auto}. */
    static boolean isAuto(CommandLine command, Setting<?> setting) {
        @Nullable OptionSpec option = command.getParseResult().matchedOption("--" + setting.name());
        return option != null && AUTO.equals(option.getValue());
    }

    /** Makes something of settings; a wrong setting becomes a {@link ParameterException} of the command. */
    static <R> R checked(CommandLine command, Supplier<R> make) {
        try {
            return make.get();
        } catch (SettingException wrong) {
            throw new ParameterException(command, FailureMessage.of(wrong), wrong);
        }
    }
}
