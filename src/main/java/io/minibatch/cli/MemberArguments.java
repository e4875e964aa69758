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
            description = "Train N networks, 1 to " + MOST + ", with seeds from --seed on, and make them a committee.")
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
