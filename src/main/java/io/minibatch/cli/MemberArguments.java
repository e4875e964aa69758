package io.minibatch.cli;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The flag that asks for several networks that differ by their seeds. */
final class MemberArguments {
    static final String SEEDS = "--seeds";
    static final int MOST = 1000;

    /** Flags of training on a cluster, which trains one network. */
    private static final Set<String> CLUSTER = Set.of("--on", "--shards");

    @Option(
            names = SEEDS,
            paramLabel = "N",
            description =
                    "Train N networks that differ only in their seeds, --seed and those that follow it; N from 1 to "
                            + MOST
                            + ". Each is a run in the folder 1, 2, ... of --out, where committee.json makes them one model. They "
                            + "train side by side where that is faster.")
    private @Nullable Integer seeds;

    boolean areGiven() {
        return seeds != null;
    }

    /** Returns how many networks are trained, 1 where the flag was not given. */
    int count() {
        return seeds == null ? 1 : seeds;
    }

    /** Throws {@link ParameterException} where the number is out of range, or another flag does not fit. */
    void requireFit(CommandLine command) {
        if (seeds == null) {
            return;
        }
        if (seeds < 1 || seeds > MOST) {
            throw new ParameterException(command, SEEDS + " " + seeds + ": must be from 1 to " + MOST);
        }
        for (String name : CLUSTER) {
            if (command.getParseResult().hasMatchedOption(name)) {
                throw new ParameterException(
                        command, SEEDS + " trains on this machine and cannot be combined with " + name);
            }
        }
    }
}
