package io.minibatch.model;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Inputs;
import io.minibatch.backend.Opened;
import io.minibatch.data.Standardization;
import io.minibatch.network.Predictions;
import io.minibatch.network.Variants;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Computes the predictions of a committee, whose members all stay on one backend. Threads may share it; one call at a
 * time uses the device.
 */
public final class CommitteePredictor implements AutoCloseable {
    private final Committee committee;
    private final List<ModelPredictor> members = new ArrayList<>();
    private final Opened opened = new Opened();

    /** Copies the members to a backend, which the caller closes afterwards; messages call them {@code member 1}, … */
    public CommitteePredictor(Committee committee, Backend backend) {
        this(committee, backend, null);
    }

    /**
     * As {@link #CommitteePredictor(Committee, Backend)}; each member predicts from variants made by its own
     * augmentation.
     *
     * @param variants of each image, which must be bytes; null for the images themselves
     * @throws ModelException if a member has no augmentation to make variants by
     */
    public CommitteePredictor(Committee committee, Backend backend, @Nullable Variants variants) {
        this(
                IntStream.rangeClosed(1, committee.members().size())
                        .mapToObj(i -> "member " + i)
                        .toList(),
                committee,
                backend,
                variants,
                fraction -> {});
    }

    /**
     * Copies the members to a backend, which the caller closes afterwards.
     *
     * @param names of the members in messages, such as their files
     */
    public CommitteePredictor(List<String> names, Committee committee, Backend backend) {
        this(names, committee, backend, null, fraction -> {});
    }

    /**
     * Copies the members to a backend, which the caller closes afterwards. Each member predicts from variants made by
     * its own augmentation.
     *
     * @param names of the members in messages, such as their files
     * @param variants of each image, which must be bytes; null for the images themselves
     * @param fraction receives the fraction of a call with variants that is done, from 0 to 1
     * @throws ModelException if a member has no augmentation to make variants by
     */
    public CommitteePredictor(
            List<String> names,
            Committee committee,
            Backend backend,
            @Nullable Variants variants,
            DoubleConsumer fraction) {
        this.committee = committee;
        try {
            for (int i = 0; i < names.size(); i++) {
                int before = i;
                DoubleConsumer ofAll = part -> fraction.accept((before + part) / names.size());
                members.add(opened.keep(
                        new ModelPredictor(names.get(i), committee.members().get(i), backend, variants, ofAll)));
            }
        } catch (RuntimeException | Error failed) {
            opened.close();
            throw failed;
        }
    }

    /**
     * Runs the members over rows as they came; each member standardizes them as its training data were.
     *
     * @throws ModelException if a member computes NaN or infinite numbers
     */
    public CommitteePredictions predict(Inputs rows) {
        return predict(rows, ModelPredictor::predict);
    }

    /**
     * Runs the members over rows of a split.
     *
     * @param applied standardization of the rows, null if they are as they came
     * @throws IllegalArgumentException if the training data of a member were standardized otherwise
     */
    public CommitteePredictions predict(Inputs rows, @Nullable Standardization applied) {
        if (applied == null) {
            return predict(rows);
        }
        if (!committee.isStandardizedBy(applied)) {
            throw new IllegalArgumentException("the rows are standardized otherwise than the data of the members");
        }
        return predict(rows, ModelPredictor::predictStandardized);
    }

    private synchronized CommitteePredictions predict(
            Inputs rows, BiFunction<ModelPredictor, Inputs, Predictions> run) {
        List<Predictions> answers =
                members.stream().map(member -> run.apply(member, rows)).toList();
        return CommitteePredictions.of(committee, answers);
    }

    /** Waits for a call in progress, and frees the device's memory. */
    @Override
    public synchronized void close() {
        opened.close();
    }
}
