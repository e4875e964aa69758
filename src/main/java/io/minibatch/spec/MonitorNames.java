package io.minibatch.spec;

import io.minibatch.train.Monitor;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The notation of a set of monitors: {@code all}, {@code none}, or names as {@code training-cost} between commas. */
final class MonitorNames {
    static final Type<Set<Monitor>> TYPE = new Type<>(String.class, true, MonitorNames::parse, MonitorNames::print);

    private MonitorNames() {}

    private static Set<Monitor> parse(String text) {
        return switch (text) {
            case "all" -> EnumSet.allOf(Monitor.class);
            case "none" -> Set.of();
            default ->
                Arrays.stream(text.split(",", -1))
                        .map(name -> Type.chosen(name, Monitor.values(), Monitor::label))
                        .collect(Collectors.toUnmodifiableSet());
        };
    }

    private static String print(Set<Monitor> monitors) {
        if (monitors.isEmpty()) {
            return "none";
        }
        return monitors.size() == Monitor.values().length
                ? "all"
                : monitors.stream().sorted().map(Monitor::label).collect(Collectors.joining(","));
    }
}
