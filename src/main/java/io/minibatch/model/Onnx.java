package io.minibatch.model;

import io.minibatch.backend.Elementwise;
import io.minibatch.io.AtomicFile;
import io.minibatch.io.Reason;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Layer;
import io.minibatch.network.Network;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Networks in the ONNX format, for other programs to run: one input {@code images}, float {@code [batch, inputs]} with pixels
 * from 0 to 1 and any batch, and one output {@code outputs}, {@code [batch, outputs]}, the output layer's activations.
 *
 * <p>Each layer is a {@code Gemm} and its function; GELU is spelled out in basic operators, which older runtimes know. There
 * is nothing to fold for dropout, whose inverted form leaves the weights as they are used. Weights are {@code [inputs,
 * outputs]}, as we have them. Field numbers are those of
 * {@code onnx.proto}; operator set 13, IR version 7.
 */
final class Onnx {
    private static final int IR_VERSION = 7;
    private static final int OPERATOR_SET = 13;
    private static final int FLOAT = 1;
    private static final String INPUT = "images";
    private static final String OUTPUT = "outputs";

    private final Architecture architecture;
    private final float[] parameters;
    private final Protobuf graph = new Protobuf();

    private Onnx(Network network) {
        architecture = network.architecture();
        parameters = network.parameters();
    }

    /**
     * Writes a file; it is replaced as a whole or not at all.
     *
     * @throws ModelException where it cannot be written
     */
    static void write(Path file, Network network) {
        try {
            AtomicFile.write(file, new Onnx(network).model()::writeTo);
        } catch (IOException failure) {
            throw new ModelException(file + ": cannot be written: " + Reason.of(failure));
        }
    }

    /**
     * Whether a file is a model of this program, by its version and the name of its producer, which come first.
     *
     * @throws ModelException where it cannot be read
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

    private Protobuf model() {
        List<Layer> layers = architecture.layers();
        String value = INPUT;
        for (int l = 0; l < layers.size(); l++) {
            value = layer(l, layers.get(l), value, l == layers.size() - 1);
        }
        graph.add(2, "minibatch");
        graph.add(11, tensor(INPUT, architecture.inputs()));
        graph.add(12, tensor(OUTPUT, architecture.outputs()));
        return head().add(7, graph)
                .add(8, new Protobuf().add(1, "").add(2, (long) OPERATOR_SET))
                .add(
                        14,
                        new Protobuf().add(1, "cost").add(2, architecture.cost().label()));
    }

    /** Appends a layer, and returns the name of its activations. */
    private String layer(int l, Layer layer, String input, boolean last) {
        String name = "layers." + l;
        int weights = architecture.weightsOffset(l);
        int biases = architecture.biasesOffset(l);
        constant(
                name + ".weight",
                Arrays.copyOfRange(parameters, weights, weights + layer.inputs() * layer.outputs()),
                layer.inputs(),
                layer.outputs());
        constant(name + ".bias", Arrays.copyOfRange(parameters, biases, biases + layer.outputs()), layer.outputs());
        String z = name + ".z";
        node("Gemm", z, List.of(input, name + ".weight", name + ".bias"));
        String a = last ? OUTPUT : name + ".a";
        Activation activation = layer.activation();
        switch (activation) {
            case IDENTITY -> node("Identity", a, List.of(z));
            case SIGMOID -> node("Sigmoid", a, List.of(z));
            case TANH -> node("Tanh", a, List.of(z));
            case RELU -> node("Relu", a, List.of(z));
            case LEAKY_RELU -> node("LeakyRelu", a, List.of(z), attribute("alpha", Elementwise.LEAK));
            case SOFTMAX -> node("Softmax", a, List.of(z), attribute("axis", -1));
            case GELU -> gelu(name, z, a);
        }
        return a;
    }

    /** {@code ½·z·(1 + tanh(√(2/π)·(z + 0.044715·z³)))}. */
    private void gelu(String name, String z, String a) {
        String in = name + ".gelu.";
        constant(in + "cube", new float[] {0.044715f});
        constant(in + "root", new float[] {(float) Math.sqrt(2 / Math.PI)});
        constant(in + "one", new float[] {1});
        constant(in + "half", new float[] {0.5f});
        node("Mul", in + "square", List.of(z, z));
        node("Mul", in + "z3", List.of(in + "square", z));
        node("Mul", in + "scaled", List.of(in + "z3", in + "cube"));
        node("Add", in + "sum", List.of(z, in + "scaled"));
        node("Mul", in + "u", List.of(in + "sum", in + "root"));
        node("Tanh", in + "tanh", List.of(in + "u"));
        node("Add", in + "gate", List.of(in + "tanh", in + "one"));
        node("Mul", in + "gated", List.of(z, in + "gate"));
        node("Mul", a, List.of(in + "gated", in + "half"));
    }

    private void node(String operator, String output, List<String> inputs, Protobuf... attributes) {
        Protobuf node = new Protobuf();
        inputs.forEach(input -> node.add(1, input));
        node.add(2, output).add(3, output + ":" + operator).add(4, operator);
        for (Protobuf attribute : attributes) {
            node.add(5, attribute);
        }
        graph.add(1, node);
    }

    private static Protobuf attribute(String name, float value) {
        return new Protobuf().add(1, name).add(2, value).add(20, 1L);
    }

    private static Protobuf attribute(String name, int value) {
        return new Protobuf().add(1, name).add(3, (long) value).add(20, 2L);
    }

    /** Appends a tensor of the given shape, a scalar where there is none. */
    private void constant(String name, float[] values, int... shape) {
        Protobuf tensor = new Protobuf();
        for (int size : shape) {
            tensor.add(1, (long) size);
        }
        graph.add(5, tensor.add(2, (long) FLOAT).add(8, name).add(9, values));
    }

    /** Returns the type of a matrix with any number of rows. */
    private static Protobuf tensor(String name, int columns) {
        Protobuf shape =
                new Protobuf().add(1, new Protobuf().add(2, "batch")).add(1, new Protobuf().add(1, (long) columns));
        Protobuf type = new Protobuf().add(1, (long) FLOAT).add(2, shape);
        return new Protobuf().add(1, name).add(2, new Protobuf().add(1, type));
    }
}
