package io.minibatch.model;

import io.minibatch.backend.Augmentation;
import io.minibatch.data.Task;
import io.minibatch.io.AtomicFile;
import io.minibatch.io.Protobuf;
import io.minibatch.io.Reason;
import io.minibatch.network.Predictions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Models and committees in the ONNX format, for other programs to run: one input, float {@code [batch, inputs]} with
 * any batch, and one output {@code outputs}, {@code [batch, outputs]}, the output layer's activations. The input is
 * {@code images}, pixels from 0 to 1 (bytes divided by 255), or of a model of rows {@code features}, numbers as they
 * are. Neither is standardized: that is a {@code Sub} and a {@code Div} before the first layer. Metadata are the
 * {@code cost} and the {@code schema}, the text of the same JSON as in {@link Network2Json}.
 *
 * <p>A committee is one graph, in which the names of member k begin with {@code members.k.}, from 0.
 * {@link Combination#MEAN} is the {@code Mean} of the members' outputs; {@link Combination#LOG_MEAN} the output
 * function of the {@code Mean} of their logits; {@link Combination#VOTES} the {@code Mean} of votes, {@code OneHot} of
 * the {@code ArgMax} of the logits, the first of equal ones, or of labels and the two classes of one output whether it
 * is at least ½. Classes of equally many votes have equal outputs: which of them is the answer, the graph does not say.
 * Metadata are {@code combine} and {@code members} in place of the cost. The {@code augmentation}, the text of its JSON
 * as well, is there where all members have the same.
 *
 * <p>Operator set 13, IR version 7. See {@link OnnxGraph}.
 */
final class Onnx {
    private static final int IR_VERSION = 7;
    private static final int OPERATOR_SET = 13;
    private static final int FLOAT = 1;
    private static final String OUTPUT = "outputs";

    /** The parameters that a file of Protocol Buffers, of less than 2 GiB, has room for beside the rest. */
    private static final long MOST_PARAMETERS = (1L << 29) - (1L << 24);

    private final Committee committee;
    private final OnnxGraph graph;
    private final String inputName;

    private Onnx(Committee committee) {
        this.committee = committee;
        inputName = committee.schema().image() == null ? "features" : "images";
        graph = new OnnxGraph(inputName);
    }

    /**
     * Writes a file; it is replaced as a whole or not at all.
     *
     * @throws ModelException if it cannot be written or is too large for the format
     */
    static void write(Path file, Committee committee) {
        requireRoom(file, committee);
        try {
            AtomicFile.write(file, new Onnx(committee).file()::writeTo);
        } catch (IOException failure) {
            throw new ModelException(file + ": cannot be written: " + Reason.of(failure));
        }
    }

    /**
     * Whether a file is a model of this program, by its version and the name of its producer, which come first.
     *
     * @throws ModelException if it cannot be read
     */
    static boolean isModel(Path file) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        try (InputStream in = Files.newInputStream(file)) {
            head().writeTo(head);
            return Arrays.equals(head.toByteArray(), in.readNBytes(head.size()));
        } catch (IOException failure) {
            throw new ModelException(file + ": cannot be read: " + Reason.of(failure));
        }
    }

    private static Protobuf head() {
        return new Protobuf().add(1, (long) IR_VERSION).add(2, "minibatch");
    }

    private static void requireRoom(Path file, Committee committee) {
        long parameters = committee.members().stream()
                .mapToLong(member -> member.network().architecture().parameterCount())
                .sum();
        if (parameters > MOST_PARAMETERS) {
            throw new ModelException(file + ": cannot be written: an ONNX file holds at most " + MOST_PARAMETERS
                    + " parameters, and the members have " + parameters + "; export them one by one");
        }
    }

    private Protobuf file() {
        List<Model> members = committee.members();
        if (committee.isSingle()) {
            graph.model(members.get(0), "", OUTPUT);
        } else {
            combine(members);
        }
        Protobuf file = head().add(
                        7,
                        graph.message(
                                committee.inputs(), OUTPUT, committee.schema().width()))
                .add(8, new Protobuf().add(1, "").add(2, (long) OPERATOR_SET));
        if (committee.isSingle()) {
            String cost = members.get(0).network().architecture().cost().label();
            file.add(14, metadata("cost", cost));
        } else {
            file.add(14, metadata("combine", committee.combination().label()));
            file.add(14, metadata("members", Integer.toString(members.size())));
        }
        file.add(14, metadata(SchemaJson.KEY, SchemaJson.text(committee.schema())));
        Augmentation augmentation = members.get(0).augmentation();
        if (augmentation != null && members.stream().allMatch(each -> augmentation.equals(each.augmentation()))) {
            file.add(14, metadata(AugmentationJson.KEY, AugmentationJson.text(augmentation)));
        }
        return file;
    }

    private void combine(List<Model> members) {
        List<String> values = new ArrayList<>();
        for (int m = 0; m < members.size(); m++) {
            values.add(
                    switch (committee.combination()) {
                        case MEAN -> outputs(m);
                        case LOG_MEAN -> graph.logits(members.get(m), prefix(m));
                        case VOTES -> committee.schema().task() == Task.CLASSIFICATION ? vote(m) : labels(m);
                    });
        }
        if (committee.combination() == Combination.LOG_MEAN) {
            graph.node("Mean", "logits", values);
            graph.function(committee.outputFunction(), "committee", "logits", OUTPUT);
        } else {
            graph.node("Mean", OUTPUT, values);
        }
    }

    private static String prefix(int member) {
        return "members." + member + ".";
    }

    private String outputs(int member) {
        String output = prefix(member) + OUTPUT;
        graph.model(committee.members().get(member), prefix(member), output);
        return output;
    }

    /** Appends 1 for the class that a member gives, and 0 for the others. */
    private String vote(int member) {
        if (member == 0) {
            graph.constant("votes.classes", committee.schema().width());
            graph.constant("votes.values", new float[] {0, 1}, 2);
        }
        String prefix = prefix(member);
        String logits = graph.logits(committee.members().get(member), prefix);
        graph.node(
                "ArgMax",
                prefix + "class",
                List.of(logits),
                OnnxGraph.attribute("axis", 1),
                OnnxGraph.attribute("keepdims", 0));
        graph.node("OneHot", prefix + "vote", List.of(prefix + "class", "votes.classes", "votes.values"));
        return prefix + "vote";
    }

    /** Appends 1 if an output of a member is at least ½, else 0. */
    private String labels(int member) {
        if (member == 0) {
            graph.constant("votes.present", new float[] {Predictions.THRESHOLD});
        }
        String prefix = prefix(member);
        graph.node("GreaterOrEqual", prefix + "present", List.of(outputs(member), "votes.present"));
        graph.node("Cast", prefix + "vote", List.of(prefix + "present"), OnnxGraph.attribute("to", FLOAT));
        return prefix + "vote";
    }

    private static Protobuf metadata(String key, String value) {
        return new Protobuf().add(1, key).add(2, value);
    }
}
