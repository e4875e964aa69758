package io.minibatch;

import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Inputs;
import io.minibatch.backend.Opened;
import io.minibatch.data.DataException;
import io.minibatch.data.Dataset;
import io.minibatch.data.Schema;
import io.minibatch.data.Split;
import io.minibatch.data.Standardization;
import io.minibatch.model.Committee;
import io.minibatch.model.CommitteePredictions;
import io.minibatch.model.CommitteePredictor;
import io.minibatch.network.Variants;
import io.minibatch.train.PredictionScore;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A committee on its device. Threads may share it; their calls run one after the other. */
final class OpenCommittee implements Predictor {
    private final Committee committee;
    private final Opened opened = new Opened();
    private final CommitteePredictor predictor;
    private final String device;

    OpenCommittee(Committee committee, Device device) {
        this(committee, device, null);
    }

    /**
     * Opens a committee.
     *
     * @param variants of each image, from which the members predict; null for the image itself
     */
    OpenCommittee(Committee committee, Device device, @Nullable Variants variants) {
        this.committee = committee;
        Backends.Selection choice = device.open(BackendOptions.defaults());
        try {
            this.device = opened.keep(choice.backend()).name();
            predictor = opened.keep(new CommitteePredictor(committee, choice.backend(), variants));
        } catch (RuntimeException | Error failed) {
            opened.close();
            throw failed;
        }
    }

    @Override
    public Schema schema() {
        return committee.schema();
    }

    @Override
    public int inputs() {
        return committee.inputs();
    }

    @Override
    public String device() {
        return device;
    }

    @Override
    public Output predict(byte[] pixels) {
        return predict(Rows.of(pixels, inputs())).get(0);
    }

    @Override
    public Output predict(float[] values) {
        return predict(Rows.of(values, inputs())).get(0);
    }

    @Override
    public List<Output> predict(float[][] examples) {
        return predict(Rows.of(examples, inputs()));
    }

    @Override
    public List<Output> predict(byte[][] images) {
        return predict(Rows.of(images, inputs()));
    }

    private List<Output> predict(Inputs rows) {
        CommitteePredictions joint = predictor.predict(rows);
        int width = schema().outputs().size();
        float[] outputs = joint.combined().outputs();
        return IntStream.range(0, joint.size())
                .mapToObj(i -> new Output(
                        Arrays.copyOfRange(outputs, i * width, (i + 1) * width),
                        joint.combined().classes()[i],
                        joint.agreement(i)))
                .toList();
    }

    @Override
    public double score(Data data) {
        Split split = data.split();
        Dataset examples = committee.aligned(Objects.requireNonNullElseGet(split.whole(), split::testOrValidation));
        Standardization applied = split.standardization();
        if (applied != null && !committee.isStandardizedBy(applied)) {
            throw new DataException(examples.name()
                    + ": is standardized otherwise than the data of the members; load it without standardization");
        }
        CommitteePredictions joint = predictor.predict(examples.examples().inputs(), applied);
        return PredictionScore.of(examples, joint.combined());
    }

    @Override
    public void close() {
        opened.close();
    }

    @Override
    public String toString() {
        return committee.toString();
    }
}
