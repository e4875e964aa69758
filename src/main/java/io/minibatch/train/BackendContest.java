package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendException;
import io.minibatch.backend.Backends;
import io.minibatch.train.RememberedTimes.StepTime;
import java.io.UncheckedIOException;
import java.util.Comparator;
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
    record Entrant(String name, String machine, int atOnce, boolean asksDevice, Supplier<Backend> opening) {
        int atOnce(int together) {
            return asksDevice ? Math.min(atOnce, together) : atOnce;
        }

        double secondsPerTraining(StepTime step) {
            return step.seconds() / atOnce(step.together());
        }
    }

    private static final double MILLI = 1e-3;
    private static final double MICRO = 1e-6;
    private static final String NOW = "measured now";
    private static final String TRAININGS = " trainings";

    private final List<Entrant> entrants;
    private final Workload workload;
    private final RememberedTimes memory;
    private final Map<String, String> measured = new TreeMap<>();

    /** Reasons why backends cannot be used, by name, for the end of the line. */
    private final Map<String, String> failures;

    /**
     * Creates a contest.
     *
     * @param obstacles why other backends are none of the entrants, by name
     */
    BackendContest(List<Entrant> entrants, Map<String, String> obstacles, Workload workload, RememberedTimes memory) {
        this.entrants = entrants;
        this.failures = new LinkedHashMap<>(obstacles);
        this.workload = workload;
        this.memory = memory;
        String version = BackendContest.class.getPackage().getImplementationVersion();
        measured.put("minibatch", version == null ? "development" : version);
        measured.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        measured.putAll(workload.description());
        entrants.forEach(each -> measured.put("on " + each.name, each.machine));
    }

    /**
     * Opens the fastest by what was measured earlier, else by a trial of each. A backend that cannot be opened, or
     * fails in its trial, is not taken; where only one is left, nothing is measured.
     *
     * @throws BackendException if none can be used
     */
    Backends.Selection open() {
        Backends.Selection remembered = entrants.size() > 1 ? openRemembered() : null;
        return remembered == null ? openMeasured() : remembered;
    }

    private Backends.@Nullable Selection openRemembered() {
        RememberedTimes.Times times =
                memory.find(measured, entrants.stream().map(Entrant::name).collect(Collectors.toSet()));
        if (times == null) {
            return null;
        }
        Map<Entrant, StepTime> steps = new LinkedHashMap<>();
        entrants.forEach(
                each -> steps.put(each, Objects.requireNonNull(times.steps().get(each.name))));
        Entrant fastest = fastest(steps);
        Backend backend = tryToOpen(fastest);
        return backend == null ? null : choice(fastest, backend, steps, "remembered from " + times.date());
    }

    private Backends.Selection openMeasured() {
        Map<Entrant, Backend> open = new LinkedHashMap<>();
        try {
            for (Entrant each : entrants) {
                Backend backend = tryToOpen(each);
                if (backend != null) {
                    open.put(each, backend);
                }
            }
            Map<Entrant, StepTime> steps = open.size() > 1 ? measure(open) : Map.of();
            if (open.isEmpty()) {
                throw new BackendException("no backend can be used" + obstacles());
            }
            Entrant fastest = steps.isEmpty() ? open.keySet().iterator().next() : fastest(steps);
            String memorized = steps.size() == entrants.size() ? keep(steps) : "";
            return choice(fastest, Objects.requireNonNull(open.remove(fastest)), steps, memorized);
        } finally {
            open.values().forEach(BackendContest::close);
        }
    }

    private @Nullable Backend tryToOpen(Entrant entrant) {
        try {
            return entrant.opening.get();
        } catch (BackendException unusable) {
            failures.put(entrant.name, String.valueOf(unusable.getMessage()));
            return null;
        }
    }

    /** Returns the time of a step on each; a backend that fails is closed and is no longer open. */
    private Map<Entrant, StepTime> measure(Map<Entrant, Backend> open) {
        Map<Entrant, StepTime> steps = new LinkedHashMap<>();
        double best = Double.POSITIVE_INFINITY;
        for (Entrant each : List.copyOf(open.keySet())) {
            Backend backend = Objects.requireNonNull(open.get(each));
            try {
                int together = backend.together(workload.plan());
                double rival = best * each.atOnce(together);
                StepTime step = new StepTime(StepTrial.secondsPerStep(backend, workload, rival), together);
                steps.put(each, step);
                best = Math.min(best, each.secondsPerTraining(step));
            } catch (BackendException failed) {
                failures.put(each.name, String.valueOf(failed.getMessage()));
                open.remove(each);
                close(backend);
            }
        }
        return steps;
    }

    /** Returns whether it was remembered, in words; the choice stands either way. */
    private String keep(Map<Entrant, StepTime> steps) {
        try {
            Map<String, StepTime> byName = new TreeMap<>();
            steps.forEach((each, step) -> byName.put(each.name, step));
            memory.keep(measured, byName);
            return NOW + " and remembered";
        } catch (UncheckedIOException unwritable) {
            return NOW + ", not remembered: " + unwritable.getMessage();
        }
    }

    private String obstacles() {
        return failures.entrySet().stream()
                .map(failure -> "; no " + failure.getKey() + ": " + failure.getValue())
                .collect(Collectors.joining());
    }

    private static Entrant fastest(Map<Entrant, StepTime> steps) {
        return steps.entrySet().stream()
                .min(Comparator.comparingDouble(each -> each.getKey().secondsPerTraining(each.getValue())))
                .orElseThrow()
                .getKey();
    }

    private Backends.Selection choice(
            Entrant fastest, Backend backend, Map<Entrant, StepTime> steps, String memorized) {
        String taken = fastest.name + " (" + backend.device() + ")";
        String summary = fastest.name + ", " + backend.summary();
        if (steps.size() < 2) {
            return new Backends.Selection(backend, taken + obstacles(), summary + Backends.without(failures.keySet()));
        }
        Map<Entrant, StepTime> rivals = new LinkedHashMap<>(steps);
        StepTime own = Objects.requireNonNull(rivals.remove(fastest));
        String others = rivals.entrySet().stream()
                .map(each -> time(each.getKey(), each.getValue()) + atOnce(each.getKey(), each.getValue(), TRAININGS)
                        + " on " + each.getKey().name)
                .collect(Collectors.joining(" and "));
        String times = rivals.entrySet().stream()
                .map(each -> ", " + each.getKey().name + " " + time(each.getKey(), each.getValue())
                        + atOnce(each.getKey(), each.getValue(), ""))
                .collect(Collectors.joining());
        String time = time(fastest, own);
        return new Backends.Selection(
                backend,
                taken + ": " + time + atOnce(fastest, own, TRAININGS) + " a step against " + others + "; " + memorized
                        + obstacles(),
                summary + ": " + time + " a step" + atOnce(fastest, own, "") + times
                        + (memorized.startsWith(NOW) ? " (measured now)" : " (remembered)"));
    }

    /** Returns in parentheses how many trainings share the time of a step, "" for one. */
    private static String atOnce(Entrant entrant, StepTime step, String trainings) {
        int count = entrant.atOnce(step.together());
        return count == 1 ? "" : " (" + count + trainings + " at once)";
    }

    private static String time(Entrant entrant, StepTime step) {
        double seconds = entrant.secondsPerTraining(step);
        return seconds < MILLI
                ? String.format(Locale.ROOT, "%.1f µs", seconds / MICRO)
                : seconds < 1
                        ? String.format(Locale.ROOT, "%.1f ms", seconds / MILLI)
                        : String.format(Locale.ROOT, "%.1f s", seconds);
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
