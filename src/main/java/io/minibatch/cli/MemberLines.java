package io.minibatch.cli;

import io.minibatch.network.Network;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.train.History;
import io.minibatch.train.Measurement;
import io.minibatch.train.Score;
import io.minibatch.train.TrainingListener;
import io.minibatch.train.TrainingState;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;

/**
 * How far the members are: on a terminal one progress bar of all, with the time that is left; elsewhere a line for each
 * measurement, which names the member. Used by the threads of all members.
 */
final class MemberLines implements AutoCloseable {
    private @Nullable ProgressBar bar;
    private final Map<Member, Long> seen = new HashMap<>();
    private final int members;
    private final long each;
    private long total;
    private long done;
    private int ended;
    private boolean saidSteps;

    /**
     * Creates the lines.
     *
     * @param members that are to be trained
     * @param each training examples that one sees from its beginning to its end
     */
    MemberLines(int members, long each, boolean interactive) {
        this.members = members;
        this.each = each;
        total = members * each;
        bar = interactive
                ? Terminal.progressBar("Members")
                        .setInitialMax(total)
                        .setUpdateIntervalMillis(200)
                        .setConsumer(new ConsoleProgressBarConsumer(System.out))
                        .build()
                : null;
        showEnded();
    }

    /** Returns a listener to the run of a member that begins from a state. */
    TrainingListener of(Member member, PreparedTraining training, TrainingState start) {
        int epochs = training.options().hyperparameters().epochs();
        int size = training.split().training().size();
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

    /** What was trained before is not waited for. */
    private synchronized void started(Member member, long examples) {
        seen.put(member, examples);
        total -= examples;
        if (bar != null) {
            bar.maxHint(total);
        }
    }

    private synchronized void advance(Member member, long examples) {
        Long before = seen.put(member, examples);
        done += examples - (before == null ? 0 : before);
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    private synchronized void measuredLine(String line) {
        if (bar == null) {
            System.out.println(line);
        }
    }

    /** Prints how the run of a member ended; what it had still to see is not waited for. */
    synchronized void ended(Member member, String how) {
        ended++;
        total -= each - seen.getOrDefault(member, 0L);
        print(member + ": " + how);
        showEnded();
    }

    /** Prints a line, above the progress bar where there is one. */
    synchronized void print(String line) {
        Terminal.printAbove(bar, line);
    }

    private void showEnded() {
        if (bar != null) {
            bar.maxHint(total);
            bar.setExtraMessage(ended + "/" + members + " ended");
        }
    }

    /** Ends the progress bar; closing twice is harmless, where a bar would be drawn again. */
    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
