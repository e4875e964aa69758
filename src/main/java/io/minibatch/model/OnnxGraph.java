package io.minibatch.model;

import io.minibatch.data.Standardization;
import io.minibatch.io.Protobuf;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Layer;
import io.minibatch.network.OnnxFormula;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The graph of an ONNX file. Each layer is a {@code Gemm} and its function, see {@link Activation#onnx()}. There is
 * nothing to fold for dropout, whose inverted form leaves the weights as they are used. Weights are
 * {@code [inputs, outputs]}, as we have them. Field numbers are those of {@code onnx.proto}.
 */
final class OnnxGraph {
    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    private final String input;
    private final Protobuf graph = new Protobuf();

    /** @param input name of the graph's input */
    OnnxGraph(String input) {
        this.input = input;
    }

    /** Returns the graph's message with the types of its input and output. */
    Protobuf message(int inputs, String output, int outputs) {
        return graph.add(2, "minibatch").add(11, tensor(input, inputs)).add(12, tensor(output, outputs));
    }

    /**
     * Appends a model, with its standardization.
     *
     * @param prefix of its names, empty if there is one model
     * @param output name of its activations
     */
    void model(Model model, String prefix, String output) {
        String logits = logits(model, prefix);
        Layer last = model.network().architecture().outputLayer();
        function(last.activation(), lastLayer(model, prefix), logits, output);
    }

    private static String lastLayer(Model model, String prefix) {
        return prefix + "layers." + (model.network().architecture().layers().size() - 1);
    }

    /** Appends a model without its output function, and returns the name of its logits. */
    String logits(Model model, String prefix) {
        Architecture architecture = model.network().architecture();
        float[] parameters = model.network().parameters();
        List<Layer> layers = architecture.layers();
        String value = standardized(model, prefix);
        for (int l = 0; ; l++) {
            String name = prefix + "layers." + l;
            String z = weightedInputs(architecture, parameters, l, name, value);
            if (l == layers.size() - 1) {
                return z;
            }
            value = name + ".a";
            function(layers.get(l).activation(), name, z, value);
        }
    }

    /**
     * Appends the standardization, in the operations of {@link Standardization#apply}; returns what the first layer
     * takes.
     */
    private String standardized(Model model, String prefix) {
        Standardization standardization = model.standardization();
        if (standardization == null) {
            return input;
        }
        String mean = prefix + "standardization.mean";
        String deviation = prefix + "standardization.deviation";
        constant(mean, standardization.mean(), standardization.mean().length);
        constant(deviation, standardization.deviation(), standardization.deviation().length);
        node("Sub", prefix + "centred", List.of(input, mean));
        node("Div", prefix + "standardized", List.of(prefix + "centred", deviation));
        return prefix + "standardized";
    }

    /** Appends the weighted inputs of a layer, and returns their name. */
    private String weightedInputs(Architecture architecture, float[] parameters, int l, String name, String from) {
        Layer layer = architecture.layers().get(l);
        int weights = architecture.weightsOffset(l);
        int biases = architecture.biasesOffset(l);
        constant(
                name + ".weight",
                Arrays.copyOfRange(parameters, weights, weights + layer.inputs() * layer.outputs()),
                layer.inputs(),
                layer.outputs());
        constant(name + ".bias", Arrays.copyOfRange(parameters, biases, biases + layer.outputs()), layer.outputs());
        node("Gemm", name + ".z", List.of(from, name + ".weight", name + ".bias"));
        return name + ".z";
    }

    /** Appends the function from z to a; intermediate values have their own names in each layer. */
    void function(Activation activation, String layer, String z, String a) {
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

    void node(String operator, String output, List<String> inputs, Protobuf... attributes) {
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

    static Protobuf attribute(String name, int value) {
        return new Protobuf().add(1, name).add(3, (long) value).add(20, 2L);
    }

    /** Appends a tensor of the given shape, a scalar for the empty shape. */
    void constant(String name, float[] values, int... shape) {
        Protobuf tensor = new Protobuf();
        for (int size : shape) {
            tensor.add(1, (long) size);
        }
        graph.add(5, tensor.add(2, (long) FLOAT).add(8, name).add(9, values));
    }

    /** Appends a whole number, a scalar. */
    void constant(String name, long value) {
        graph.add(5, new Protobuf().add(2, (long) INT64).add(8, name).addRaw(9, value));
    }

    /** Returns the type of a matrix with any number of rows. */
    private static Protobuf tensor(String name, int columns) {
        Protobuf shape =
                new Protobuf().add(1, new Protobuf().add(2, "batch")).add(1, new Protobuf().add(1, (long) columns));
        Protobuf type = new Protobuf().add(1, (long) FLOAT).add(2, shape);
        return new Protobuf().add(1, name).add(2, new Protobuf().add(1, type));
    }
}
