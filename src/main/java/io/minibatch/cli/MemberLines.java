package io.minibatch.cli;

import io.minibatch.network.Network;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.train.History;
import io.minibatch.train.Measurement;
import io.minibatch.train.Score;
import io.minibatch.train.TrainingListener;
import io.minibatch.train.TrainingState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * The progress of the members: on a terminal one bar for all, with the time left; elsewhere a line for each
 * measurement, which names the member. Used by the threads of all members.
 */
final class MemberLines implements AutoCloseable {
    private final boolean interactive;
    private final StatusLine status;
    private final Pace pace = new Pace();
    private final Map<Member, Long> seen = new HashMap<>();
    private final int members;
    private final int epochs;
    private final long size;

    /** Examples that the members see in this run and saw before it. */
    private long total;

    private long done;
    private long before;
    private int ended;
    private boolean saidSteps;

    /**
     * Creates the lines.
     *
     * @param members that are to be trained
     * @param epochs of each member
     * @param size training examples; a member sees all in an epoch
     */
    MemberLines(int members, int epochs, long size, boolean interactive) {
        this.members = members;
        this.epochs = epochs;
        this.size = size;
        this.interactive = interactive;
        total = members * epochs * size;
        status = StatusLine.open(interactive);
        show();
    }

    /** Returns a listener to the run of a member that begins from a state. */
    TrainingListener of(Member member, PreparedTraining training, TrainingState start) {
        Score score = Score.of(training.split().training().schema().task());
        started(member, (long) start.epoch() * size);
        return new TrainingListener() {
            @Override
            public void stepsRecorded(boolean fused) {
                saySteps(fused);
            }

            @Override
            public void progressed(long examples) {
                advance(member, examples);
            }

            @Override
            public void measured(History history, Supplier<Network> network) {
                Measurement last =
                        history.measurements().get(history.measurements().size() - 1);
                OptionalDouble value = last.value(score.monitor());
                String text = value.isPresent()
                        ? ": validation " + score.label() + " " + score.text(value.getAsDouble())
                        : "";
                measuredLine(member + ": epoch " + Measurement.epochText(last.epoch()) + "/" + epochs + text);
            }
        };
    }

    private synchronized void saySteps(boolean fused) {
        if (!saidSteps) {
            print("Training steps: " + (fused ? "fused" : "single operations"));
            saidSteps = true;
        }
    }

    /** Excludes examples of earlier runs from the estimate of the time left. */
    private synchronized void started(Member member, long examples) {
        seen.put(member, examples);
        before += examples;
        show();
    }

    private synchronized void advance(Member member, long examples) {
        Long before = seen.put(member, examples);
        done += examples - (before == null ? 0 : before);
        show();
    }

    private synchronized void measuredLine(String line) {
        if (!interactive) {
            print(line);
        }
    }

    /** Prints how the run of a member ended; what it had still to see is not waited for. */
    synchronized void ended(Member member, String how) {
        ended++;
        total -= epochs * size - seen.getOrDefault(member, 0L);
        show();
        print(member + ": " + how);
    }

    /** Prints a line, above the progress bar where there is one. */
    synchronized void print(String line) {
        status.print(line);
    }

    private void show() {
        double fraction = (double) done / (total - before);
        List<String> details = List.of(
                ended + " of " + members + " networks", (before + done) / size + " of " + total / size + " epochs");
        status.show(new Progress("Training", fraction, details, pace.secondsLeft(fraction)));
    }

    /** Ends the progress bar; closing twice is harmless. */
    @Override
    public void close() {
        status.close();
    }
}
