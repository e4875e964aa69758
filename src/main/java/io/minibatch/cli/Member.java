package io.minibatch.cli;

import io.minibatch.report.RecordedRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One of the networks of {@code train --seeds}: a run in a folder of its own.
 *
 * @param number from 1
 * @param arguments of the plain {@code train} that repeats it
 */
record Member(int number, long seed, Path folder, List<String> arguments) {
    /** Flags that each member has with a value of its own, or not at all. */
    private static final Set<String> OWN = Set.of(MemberArguments.SEEDS, "--seed", "--out");

    Member {
        arguments = List.copyOf(arguments);
    }

    /**
     * Returns the members of a command.
     *
     * @param folder of all
     * @param arguments of the command, each {@code --name=value} or a flag
     */
    static List<Member> of(Path folder, long firstSeed, int count, List<String> arguments) {
        List<String> common = arguments.stream()
                .filter(argument -> !OWN.contains(argument.split("=", 2)[0]))
                .toList();
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> {
                    long seed = Math.addExact(firstSeed, number - 1);
                    Path own = folder.resolve(Integer.toString(number));
                    List<String> all = new ArrayList<>(common);
                    all.add("--seed=" + seed);
                    all.add("--out=" + own.toAbsolutePath());
                    return new Member(number, seed, own, all);
                })
                .toList();
    }

    /** Returns the command of its run. */
    TrainCommand command() {
        return RecordedCommand.parse(arguments);
    }

    /** Returns the record in its folder, null before its run has begun. */
    @Nullable
    RecordedRun recorded() {
        return Files.exists(folder.resolve("run.json")) ? RecordedRun.read(folder) : null;
    }

    /** Returns how its run ended, {@code running} where it has not, empty where it has not begun. */
    String outcome() {
        RecordedRun run = recorded();
        return run == null ? "" : run.outcome();
    }

    /** Whether its run has come to its end, with a model. */
    boolean isTrained() {
        return List.of("completed", "early").contains(outcome());
    }

    /** Whether its run is finished; more epochs continue a completed run, but not one that ended early. */
    boolean isEnded() {
        RecordedRun run = recorded();
        return run != null
                && switch (run.outcome()) {
                    case "early", "diverged" -> true;
                    case "completed" ->
                        new RecordedCommand(run).parsed().epochs() >= command().epochs();
                    default -> false;
                };
    }

    @Override
    public String toString() {
        return "member " + number + " (seed " + seed + ")";
    }
}
