package io.minibatch.model;

import io.minibatch.backend.Augmentation;
import io.minibatch.data.Standardization;
import io.minibatch.io.AtomicFile;
import io.minibatch.io.Protobuf;
import io.minibatch.io.Reason;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Layer;
import io.minibatch.network.OnnxFormula;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Models in the ONNX format, for other programs to run: one input, float {@code [batch, inputs]} with any batch, and
 * one output {@code outputs}, {@code [batch, outputs]}, the output layer's activations. The input is {@code images}, pixels from
 * 0 to 1 (bytes divided by 255), or of a model of rows {@code features}, numbers as they are.
 * Neither is standardized: that is a {@code Sub} and a {@code Div} before the first layer. Metadata are the {@code cost},
 * the {@code schema} and, where there is one, the {@code augmentation}, the texts of the same JSON as in {@link Network2Json}.
 *
 * <p>Each layer is a {@code Gemm} and its function, see {@link Activation#onnx()}. There is nothing to fold for dropout,
 * whose inverted form leaves the weights as they are used. Weights are {@code [inputs, outputs]}, as we have them. Field
 * numbers are those of {@code onnx.proto}; operator set 13, IR version 7.
 */
final class Onnx {
    private static final int IR_VERSION = 7;
    private static final int OPERATOR_SET = 13;
    private static final int FLOAT = 1;
    private static final String OUTPUT = "outputs";
    private static final String MEAN = "standardization.mean";
    private static final String DEVIATION = "standardization.deviation";

    private final Model model;
    private final Architecture architecture;
    private final float[] parameters;
    private final String inputName;
    private final Protobuf graph = new Protobuf();

    private Onnx(Model model) {
        this.model = model;
        architecture = model.network().architecture();
        parameters = model.network().parameters();
        inputName = model.schema().image() == null ? "features" : "images";
    }

    /**
     * Writes a file; it is replaced as a whole or not at all.
     *
     * @throws ModelException where it cannot be written
     */
    static void write(Path file, Model model) {
        try {
            AtomicFile.write(file, new Onnx(model).file()::writeTo);
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

    private Protobuf file() {
        List<Layer> layers = architecture.layers();
        String value = standardized();
        for (int l = 0; l < layers.size(); l++) {
            value = layer(l, layers.get(l), value, l == layers.size() - 1);
        }
        graph.add(2, "minibatch");
        graph.add(11, tensor(inputName, architecture.inputs()));
        graph.add(12, tensor(OUTPUT, architecture.outputs()));
        Protobuf file = head().add(7, graph)
                .add(8, new Protobuf().add(1, "").add(2, (long) OPERATOR_SET))
                .add(14, metadata("cost", architecture.cost().label()))
                .add(14, metadata(SchemaJson.KEY, SchemaJson.text(model.schema())));
        Augmentation augmentation = model.augmentation();
        return augmentation == null
                ? file
                : file.add(14, metadata(AugmentationJson.KEY, AugmentationJson.text(augmentation)));
    }

    private static Protobuf metadata(String key, String value) {
        return new Protobuf().add(1, key).add(2, value);
    }

    /** Appends the standardization, in the operations of {@link Standardization#apply}; returns what the first layer takes. */
    private String standardized() {
        Standardization standardization = model.standardization();
        if (standardization == null) {
            return inputName;
        }
        constant(MEAN, standardization.mean(), architecture.inputs());
        constant(DEVIATION, standardization.deviation(), architecture.inputs());
        node("Sub", "centred", List.of(inputName, MEAN));
        node("Div", "standardized", List.of("centred", DEVIATION));
        return "standardized";
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
        function(layer.activation(), name, z, a);
        return a;
    }

    /** Appends the function from z to a; what is between has names of its own in each layer. */
    private void function(Activation activation, String layer, String z, String a) {
        String local = layer + "." + activation.label() + ".";
        UnaryOperator<String> global = value -> switch (value) {
            case OnnxFormula.INPUT -> z;
            case OnnxFormula.OUTPUT -> a;
            default -> local + value;
        };
        OnnxFormula formula = activation.onnx();
        formula.constants().forEach(constant -> constant(local + constant.name(), new float[] {constant.value()}));
        for (OnnxFormula.Node node : formula.nodes()) {
            List<String> inputs = node.inputs().stream().map(global).toList();
            node(node.operator(), global.apply(node.output()), inputs, attributes(node));
        }
    }

    private static Protobuf[] attributes(OnnxFormula.Node node) {
        return node.attributes().entrySet().stream()
                .map(entry -> entry.getValue() instanceof Integer value
                        ? attribute(entry.getKey(), (int) value)
                        : attribute(entry.getKey(), entry.getValue().floatValue()))
                .toArray(Protobuf[]::new);
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
