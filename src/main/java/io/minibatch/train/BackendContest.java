package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendException;
import io.minibatch.backend.Backends;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes the one of several backends on which a step of a workload takes the least time. */
final class BackendContest {
    /**
     * A backend that may be taken.
     *
     * @param machine tells this device and its options from others
     * @param atOnce trainings that run at the same time, at least 1; the time of a step is divided by it
     * @param asksDevice whether no more run at the same time than {@link Backend#together} says
     */
    record Entrant(String name, String machine, int atOnce, boolean asksDevice, Supplier<Backend> opening) {}

    private static final double MILLI = 1e-3;
    private static final double MICRO = 1e-6;

    private final List<Entrant> entrants;
    private final Workload workload;
    private final RememberedTimes memory;
    private final Map<String, String> measured = new TreeMap<>();

    /** Trainings that run at the same time, by name; of a backend that asks its device, once it is open. */
    private final Map<String, Integer> atOnce = new HashMap<>();

    /** Reasons why backends cannot be used, by name, for the end of the line. */
    private final Map<String, String> failures = new LinkedHashMap<>();

    private final String obstacles;

    /**
     * Creates a contest.
     *
     * @param obstacles why other backends are none of the entrants, "" or "; no NAME: REASON" for each
     */
    BackendContest(List<Entrant> entrants, String obstacles, Workload workload, RememberedTimes memory) {
        this.entrants = entrants;
        this.obstacles = obstacles;
        this.workload = workload;
        this.memory = memory;
        String version = BackendContest.class.getPackage().getImplementationVersion();
        measured.put("minibatch", version == null ? "development" : version);
        measured.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        measured.putAll(workload.description());
        entrants.stream().filter(each -> !each.asksDevice).forEach(each -> atOnce.put(each.name, each.atOnce));
        entrants.forEach(each -> measured.put("on " + each.name, each.machine + ", " + each.atOnce + " at once"));
    }

    /**
     * Opens the fastest by what was measured earlier, else by a trial of each. A backend that cannot be opened, or fails in
     * its trial, is not taken; where only one is left, nothing is measured.
     *
     * @throws BackendException where none can be used
     */
    Backends.Choice open() {
        Backends.Choice remembered = entrants.size() > 1 ? openRemembered() : null;
        return remembered == null ? openMeasured() : remembered;
    }

    private Backends.@Nullable Choice openRemembered() {
        RememberedTimes.Times times =
                memory.find(measured, entrants.stream().map(Entrant::name).collect(Collectors.toSet()));
        if (times == null) {
            return null;
        }
        String fastest = fastest(times.secondsPerStep());
        for (Entrant each : entrants) {
            if (each.name.equals(fastest)) {
                Backend backend = tryToOpen(each);
                return backend == null
                        ? null
                        : choice(fastest, backend, times.secondsPerStep(), "remembered from " + times.date());
            }
        }
        return null;
    }

    private Backends.Choice openMeasured() {
        Map<Entrant, Backend> open = new LinkedHashMap<>();
        try {
            for (Entrant each : entrants) {
                Backend backend = tryToOpen(each);
                if (backend != null) {
                    open.put(each, backend);
                }
            }
            Map<String, Double> times = open.size() > 1 ? measure(open) : Map.of();
            Entrant fastest = open.keySet().stream()
                    .min(Comparator.comparingDouble(each -> times.getOrDefault(each.name, 0.0)))
                    .orElseThrow(() -> new BackendException("no backend can be used" + obstacles()));
            String memorized = times.size() == entrants.size() ? keep(times) : "";
            return choice(fastest.name, Objects.requireNonNull(open.remove(fastest)), times, memorized);
        } finally {
            open.values().forEach(BackendContest::close);
        }
    }

    private @Nullable Backend tryToOpen(Entrant entrant) {
        try {
            Backend backend = entrant.opening.get();
            int most = entrant.asksDevice && entrant.atOnce > 1 ? backend.together(workload.plan()) : entrant.atOnce;
            atOnce.put(entrant.name, Math.min(entrant.atOnce, most));
            return backend;
        } catch (BackendException unusable) {
            failures.put(entrant.name, String.valueOf(unusable.getMessage()));
            return null;
        }
    }

    /** Returns the seconds of a step on each; a backend that fails is closed and is no longer open. */
    private Map<String, Double> measure(Map<Entrant, Backend> open) {
        Map<String, Double> times = new LinkedHashMap<>();
        double best = Double.POSITIVE_INFINITY;
        for (Entrant each : List.copyOf(open.keySet())) {
            Backend backend = Objects.requireNonNull(open.get(each));
            try {
                int count = atOnce(each.name);
                double seconds = StepTrial.secondsPerStep(backend, workload, best * count) / count;
                times.put(each.name, seconds);
                best = Math.min(best, seconds);
            } catch (BackendException failed) {
                failures.put(each.name, String.valueOf(failed.getMessage()));
                open.remove(each);
                close(backend);
            }
        }
        return times;
    }

    /** Returns whether it was remembered, in words; the choice stands either way. */
    private String keep(Map<String, Double> times) {
        try {
            memory.keep(measured, times);
            return "measured now and remembered";
        } catch (UncheckedIOException unwritable) {
            return "measured now, not remembered: " + unwritable.getMessage();
        }
    }

    private String obstacles() {
        return obstacles
                + failures.entrySet().stream()
                        .map(failure -> "; no " + failure.getKey() + ": " + failure.getValue())
                        .collect(Collectors.joining());
    }

    private static String fastest(Map<String, Double> times) {
        return Collections.min(times.entrySet(), Map.Entry.comparingByValue()).getKey();
    }

    private Backends.Choice choice(String name, Backend backend, Map<String, Double> times, String memorized) {
        String taken = name + " (" + backend.device() + ")";
        if (times.size() < 2) {
            return new Backends.Choice(backend, taken + obstacles());
        }
        String others = times.keySet().stream()
                .filter(each -> !each.equals(name))
                .map(each -> time(times, each) + " on " + each)
                .collect(Collectors.joining(" and "));
        return new Backends.Choice(
                backend,
                taken + ": " + time(times, name) + " a step against " + others + "; " + memorized + obstacles());
    }

    private int atOnce(String name) {
        return atOnce.getOrDefault(name, 1);
    }

    private String time(Map<String, Double> times, String name) {
        double seconds = times.getOrDefault(name, 0.0);
        int count = atOnce(name);
        String time = seconds < MILLI
                ? String.format(Locale.ROOT, "%.1f µs", seconds / MICRO)
                : seconds < 1
                        ? String.format(Locale.ROOT, "%.1f ms", seconds / MILLI)
                        : String.format(Locale.ROOT, "%.1f s", seconds);
        return count == 1 ? time : time + " (" + count + " trainings at once)";
    }

    /** A backend that failed may fail again while it is closed; what it held is gone with the process. */
    private static void close(Backend backend) {
        try {
            backend.close();
        } catch (BackendException failedBefore) {
            // The reason is among the obstacles, or does not matter: nothing more is asked of this backend.
        }
    }
}
