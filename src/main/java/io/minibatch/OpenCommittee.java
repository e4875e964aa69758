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
import io.minibatch.model.CommitteeAnswers;
import io.minibatch.model.JointAnswers;
import io.minibatch.network.Variants;
import io.minibatch.train.AnswerScore;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A committee on its device. Threads may share it; their calls are carried out one by one. */
final class OpenCommittee implements OpenAnswers {
    private final Committee committee;
    private final Opened opened = new Opened();
    private final CommitteeAnswers answers;
    private final String device;

    OpenCommittee(Committee committee, Device device) {
        this(committee, device, null);
    }

    /**
     * Opens a committee.
     *
     * @param variants of each image, by which the members answer; null for the image itself
     */
    OpenCommittee(Committee committee, Device device, @Nullable Variants variants) {
        this.committee = committee;
        Backends.Choice choice = device.open(BackendOptions.defaults());
        try {
            this.device = opened.keep(choice.backend()).name();
            answers = opened.keep(new CommitteeAnswers(committee, choice.backend(), variants));
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
    public Answer one(byte[] pixels) {
        return all(Rows.of(pixels, inputs())).get(0);
    }

    @Override
    public Answer one(float[] values) {
        return all(Rows.of(values, inputs())).get(0);
    }

    @Override
    public List<Answer> all(float[][] examples) {
        return all(Rows.of(examples, inputs()));
    }

    @Override
    public List<Answer> all(byte[][] images) {
        return all(Rows.of(images, inputs()));
    }

    private List<Answer> all(Inputs rows) {
        JointAnswers joint = answers.of(rows);
        int width = schema().outputs().size();
        float[] outputs = joint.combined().outputs();
        return IntStream.range(0, joint.size())
                .mapToObj(i -> new Answer(
                        Arrays.copyOfRange(outputs, i * width, (i + 1) * width),
                        joint.combined().classes()[i],
                        joint.agreement(i)))
                .toList();
    }

    @Override
    public double score(Data data) {
        Split split = data.split();
        Dataset examples = committee.aligned(Objects.requireNonNullElseGet(split.whole(), split::held));
        Standardization applied = split.standardization();
        if (applied != null && !committee.isStandardizedBy(applied)) {
            throw new DataException(examples.name()
                    + ": is standardized otherwise than the data of the members; load it without standardization");
        }
        JointAnswers joint = answers.of(examples.examples().inputs(), applied);
        return AnswerScore.of(examples, joint.combined());
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
