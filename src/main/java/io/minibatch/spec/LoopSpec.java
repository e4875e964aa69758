package io.minibatch.spec;

import io.minibatch.optimize.Stopping;
import io.minibatch.optimize.Stopping.GrowingPatience;
import io.minibatch.optimize.Stopping.Never;
import io.minibatch.optimize.Stopping.NoImprovement;
import io.minibatch.train.Keep;
import io.minibatch.train.Monitor;
import io.minibatch.train.Monitoring;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Settings of the training loop: its length, mini-batches and measurements.
 *
 * @param epochs passes over the data, at least 1
 * @param batch examples in a mini-batch
 * @param earlyStop rule that ends the run before its last epoch
 * @param keep the network that is saved
 * @param seed decides initial weights and the order of the examples
 * @param monitor the quantities that are measured
 * @param monitorEvery training examples between two measurements, 0 for one an epoch
 */
public record LoopSpec(
        int epochs, int batch, Stopping earlyStop, Keep keep, long seed, Set<Monitor> monitor, int monitorEvery) {
    /** More rows than any mini-batch needs. */
    private static final int MOST_BATCH = 1 << 20;

    public static final Setting<Integer> EPOCHS = Setting.of(
                    "epochs", Type.WHOLE, spec -> spec.loop().epochs())
            .byDefault(30)
            .within(Range.atLeast(1))
            .with(Trait.WHOLE_RUN, Trait.RESUMABLE)
            .help("N", "Number of epochs (default: ${DEFAULT-VALUE}).");

    public static final Setting<Integer> BATCH = Setting.of(
                    "batch", Type.WHOLE_OR_AUTO, spec -> spec.loop().batch())
            .byDefault(10)
            .within(Range.between(1, MOST_BATCH))
            .with(Trait.STEPS)
            .help(
                    "N",
                    "Mini-batch size, 1 to " + MOST_BATCH
                            + ", or auto, the one that learns fastest, by a search (default: ${DEFAULT-VALUE}).")
            .details("auto finds the fastest size on this machine and scales the learning rate to it.");

    public static final Setting<Stopping> EARLY_STOP = Setting.of(
                    "early-stop",
                    Type.notation(LoopSpec::stopping, LoopSpec::text),
                    spec -> spec.loop().earlyStop())
            .with(Trait.STEPS, Trait.WHOLE_RUN)
            .help("N", "Stop after N epochs without a better validation accuracy or R² (default: never).")
            .details("With N:SHARE, as 10:0.5, training also waits for that share "
                    + "of the epochs that the best took.");

    public static final Setting<Keep> KEEP = Setting.of(
                    "keep",
                    Type.choice(Keep.values(), Keep::label),
                    spec -> spec.loop().keep())
            .byDefault(Keep.standard())
            .with(Trait.WHOLE_RUN, Trait.FIXED)
            .help(
                    "NAME",
                    "Network saved as model.json: best (by validation accuracy or R²) or last (default: "
                            + "${DEFAULT-VALUE}).");

    public static final Setting<Long> SEED = Setting.of(
                    "seed", Type.SEED, spec -> spec.loop().seed())
            .byDefault(1L)
            .with(Trait.WHOLE_RUN, Trait.FIXED)
            .help("N", "Seed of the initial weights and the order of the examples (default: ${DEFAULT-VALUE}).");

    public static final Setting<Set<Monitor>> MONITOR = Setting.of(
                    "monitor", MonitorNames.TYPE, spec -> spec.loop().monitor())
            .byDefault(EnumSet.allOf(Monitor.class))
            .with(Trait.WHOLE_RUN, Trait.FIXED)
            .help(
                    "NAME,...",
                    "Measurements: all, none, or training-cost, training-accuracy and, on validation data, "
                            + "evaluation-cost, evaluation-accuracy (default: ${DEFAULT-VALUE}).")
            .details("A regression has mean-absolute-error, "
                    + "mean-squared-error and r2 in place of accuracy, as evaluation-r2.");

    public static final Setting<Integer> MONITOR_EVERY = Setting.of(
                    "monitor-every", Type.WHOLE, spec -> spec.loop().monitorEvery())
            .byDefault(0)
            .within(Range.atLeast(0))
            .with(Trait.STEPS, Trait.WHOLE_RUN, Trait.FIXED)
            .help("N", "Training examples between measurements, 0 for once an epoch (default: ${DEFAULT-VALUE}).");

    static final List<Setting<?>> TABLE = List.of(EPOCHS, BATCH, EARLY_STOP, KEEP, SEED, MONITOR, MONITOR_EVERY);

    public LoopSpec {
        monitor = Set.copyOf(monitor);
        EPOCHS.require(epochs);
        BATCH.require(batch);
        MONITOR_EVERY.require(monitorEvery);
    }

    static LoopSpec of(Settings settings) {
        Stopping stopping = settings.get(EARLY_STOP);
        return new LoopSpec(
                settings.require(EPOCHS),
                settings.require(BATCH),
                stopping == null ? new Never() : stopping,
                settings.require(KEEP),
                settings.require(SEED),
                settings.require(MONITOR),
                settings.require(MONITOR_EVERY));
    }

    Monitoring monitoring() {
        return new Monitoring(monitor, monitorEvery);
    }

    private static Stopping stopping(String text) {
        String[] parts = text.split(":", -1);
        try {
            int patience = Integer.parseInt(parts[0]);
            return parts.length == 1
                    ? new NoImprovement(patience)
                    : new GrowingPatience(patience, Double.parseDouble(parts[1]));
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException(text + ": use a number of epochs, as 10 or 10:0.5");
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(text + ": " + wrong.getMessage(), wrong);
        }
    }

    private static String text(Stopping stopping) {
        if (stopping instanceof NoImprovement simple) {
            return Integer.toString(simple.patience());
        }
        if (stopping instanceof GrowingPatience growing) {
            return growing.patience() + ":" + Type.plain(growing.share());
        }
        throw new IllegalArgumentException("has no notation for never: leave it out");
    }
}
