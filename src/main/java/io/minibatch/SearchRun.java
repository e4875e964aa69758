package io.minibatch;

import io.minibatch.HyperparameterSearch.Outcome;
import io.minibatch.HyperparameterSearch.Point;
import io.minibatch.HyperparameterSearch.Trial;
import io.minibatch.backend.BackendException;
import io.minibatch.data.DataException;
import io.minibatch.network.NonFiniteException;
import io.minibatch.spec.SettingException;
import io.minibatch.train.DivergedException;
import io.minibatch.tune.Dimension;
import io.minibatch.tune.Observation;
import io.minibatch.tune.Sampler;
import io.minibatch.tune.TreeParzenSampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The trials of one call of {@link HyperparameterSearch#minimize} or {@link HyperparameterSearch#maximize}, one by one.
 */
final class SearchRun {
    private final List<Dimension> dimensions;
    private final ToDoubleFunction<Point> objective;
    private final int sign;
    private final List<Observation> observed = new ArrayList<>();
    private final List<Trial> ended = new ArrayList<>();
    private @Nullable Trial best;

    /**
     * Creates a run without trials yet.
     *
     * @param sign 1 to minimize the objective, −1 to maximize it
     */
    SearchRun(List<Dimension> dimensions, ToDoubleFunction<Point> objective, int sign) {
        this.dimensions = dimensions;
        this.objective = objective;
        this.sign = sign;
    }

    /** Runs the trials as specified by {@link HyperparameterSearch#minimize}. */
    Outcome run(int trials, long seed) {
        Sampler sampler = new TreeParzenSampler(seed, dimensions.size());
        for (int number = 0; number < trials; number++) {
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted(trials);
            }
            double[] at = sampler.propose(number, List.copyOf(observed));
            add(at, carryOut(point(at)));
        }
        if (best == null) {
            throw allFailed();
        }
        return new Outcome(best, ended);
    }

    private Point point(double[] at) {
        Map<String, String> values = new TreeMap<>();
        for (int d = 0; d < at.length; d++) {
            values.put(dimensions.get(d).name(), dimensions.get(d).at(at[d]));
        }
        return new Point(values);
    }

    private Trial carryOut(Point point) {
        try {
            return new Trial(point, objective.applyAsDouble(point), null);
        } catch (DivergedException | NonFiniteException failure) {
            return new Trial(point, Double.NaN, failure);
        } catch (SettingException | DataException | BackendException failure) {
            if (best == null) {
                throw failure;
            }
            return new Trial(point, Double.NaN, failure);
        }
    }

    private void add(double[] at, Trial trial) {
        ended.add(trial);
        if (trial.failed()) {
            observed.add(new Observation(at, Double.NaN, Double.NaN, Observation.State.FAILED));
            return;
        }
        double loss = sign * trial.value();
        observed.add(new Observation(at, loss, Double.NaN, Observation.State.ENDED));
        if (best == null || loss < sign * best.value()) {
            best = trial;
        }
    }

    private CancellationException interrupted(int trials) {
        return new CancellationException("search interrupted after " + ended.size() + " of "
                + HyperparameterSearch.counted(trials) + (best == null ? "" : "; the best is " + best));
    }

    /** The last exception is more helpful than that the objective is NaN. */
    private IllegalStateException allFailed() {
        Trial last = ended.stream()
                .filter(trial -> trial.failure() != null)
                .reduce((one, next) -> next)
                .orElse(ended.get(ended.size() - 1));
        return new IllegalStateException(
                (ended.size() == 1 ? "the only trial failed" : "each of the " + ended.size() + " trials failed")
                        + ", at " + last.point() + ": " + last.reason(),
                last.failure());
    }
}
