package io.minibatch.trial;

import io.minibatch.backend.Backend;
import io.minibatch.backend.StepPlan;
import io.minibatch.data.Dataset;
import io.minibatch.network.Architecture;
import io.minibatch.network.Layer;
import io.minibatch.spec.DataSpec;
import io.minibatch.spec.LoopSpec;
import io.minibatch.spec.NetworkSpec;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.spec.Setting;
import io.minibatch.spec.TrialSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says which of several trials may run together: networks with the same layers, trained by mini-batches of the same
 * size on the same data. Seed, initial weights, cost, rates, update rule, dropout and epochs may differ. A trial whose
 * end depends on the time that it takes runs alone, and so does one with {@link TrialSettings#MEASURES}.
 */
public final class Companions {
    /** Settings whose values trials must share to run together. */
    public static final List<Setting<?>> SHARED = Stream.concat(
                    Stream.of(NetworkSpec.LAYERS, NetworkSpec.ACTIVATIONS, LoopSpec.BATCH), DataSpec.TABLE.stream())
            .toList();

    private final List<Trial> trials;
    private final Preparation preparation;
    private final Map<Trial, Optional<Candidate>> candidates = new HashMap<>();

    /** The properties that trials must share to run together. */
    private record Kind(List<Layer> layers, int batchSize, Dataset training, Dataset validation) {}

    /** A trial that may run beside others of its kind. */
    private record Candidate(Kind kind, StepPlan plan) {}

    /** Creates the choice among trials. */
    Companions(List<Trial> trials, Preparation preparation) {
        this.trials = List.copyOf(trials);
        this.preparation = preparation;
    }

    /**
     * Trials to run together.
     *
     * @param atOnce how many of them the backend runs at the same time
     * @param trials one or more, in their order
     */
    record Choice(int atOnce, List<Trial> trials) {}

    /**
     * Returns a trial with those after it that may run together with it on a backend; the trial alone where the
     * backend runs one at a time.
     *
     * @param isDone whether a trial need not run
     */
    Choice of(Trial first, Backend backend, Predicate<Trial> isDone) {
        Optional<Candidate> head = trials.size() > 1 ? candidate(first) : Optional.empty();
        int atOnce = head.map(candidate -> backend.together(candidate.plan)).orElse(1);
        if (head.isEmpty() || atOnce == 1) {
            return new Choice(1, List.of(first));
        }
        List<Trial> chosen = new ArrayList<>();
        Set<String> begun = new HashSet<>();
        for (Trial trial : trials.subList(trials.indexOf(first), trials.size())) {
            Optional<Candidate> candidate = isDone.test(trial) ? Optional.empty() : candidate(trial);
            if (candidate.isPresent()
                    && candidate.get().kind.equals(head.get().kind)
                    && backend.together(candidate.get().plan) >= atOnce
                    && begun.add(unlimitedKey(trial))) {
                chosen.add(trial);
            }
        }
        return new Choice(Math.min(atOnce, chosen.size()), chosen);
    }

    /** Returns the largest number of trials that may run together on a device with room for all, at least 1. */
    public static int most(List<Trial> trials, Preparation preparation) {
        Companions companions = new Companions(trials, preparation);
        Map<Kind, Set<String>> kinds = trials.stream()
                .filter(trial -> companions.candidate(trial).isPresent())
                .collect(Collectors.groupingBy(
                        trial -> companions.candidate(trial).orElseThrow().kind,
                        Collectors.mapping(Companions::unlimitedKey, Collectors.toSet())));
        return kinds.values().stream().mapToInt(Set::size).max().orElse(1);
    }

    /** Returns the same for trials that share their checkpoints: they do not run together. */
    private static String unlimitedKey(Trial trial) {
        return trial.unlimited().key("");
    }

    /** Returns nothing for a trial that runs alone, and for one whose settings are wrong, which its own turn says. */
    private Optional<Candidate> candidate(Trial trial) {
        return candidates.computeIfAbsent(trial, this::examined);
    }

    private Optional<Candidate> examined(Trial trial) {
        if (trial.isSvm() || trial.settings().has(TrialSettings.WITHIN) || FinalMeasure.isNamedBy(trial)) {
            return Optional.empty();
        }
        try {
            PreparedTraining training = preparation.prepare(trial);
            if (training.minimizer() != null) {
                return Optional.empty();
            }
            Architecture architecture = training.initial().architecture();
            Dataset images = training.split().training();
            StepPlan plan = training.options().plan(architecture, images.size());
            Kind kind = new Kind(
                    architecture.layers(),
                    plan.capacity(),
                    images,
                    training.split().validation());
            return Optional.of(new Candidate(kind, plan));
        } catch (RuntimeException wrong) {
            return Optional.empty();
        }
    }
}
