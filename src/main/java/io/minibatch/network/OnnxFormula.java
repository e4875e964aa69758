package io.minibatch.network;

import java.util.List;
import java.util.Map;

/**
 * A layer's function in operators of ONNX, operator set 13: from the weighted inputs {@value #INPUT} to the activations
 * {@value #OUTPUT}.
 *
 * @param constants scalars
 * @param nodes in the order of their computation
 */
public record OnnxFormula(List<Constant> constants, List<Node> nodes) {
    /** The name of the weighted inputs. */
    public static final String INPUT = "z";

    /** The name of the activations. */
    public static final String OUTPUT = "a";

    /** A scalar. */
    public record Constant(String name, float value) {}

    /**
     * An operation.
     *
     * @param inputs {@link #INPUT}, constants, and outputs of nodes before it
     * @param attributes floats or integers
     */
    public record Node(String operator, String output, List<String> inputs, Map<String, Number> attributes) {}

    public OnnxFormula {
        constants = List.copyOf(constants);
        nodes = List.copyOf(nodes);
    }

    /** Returns a function that is a single operator. */
    static OnnxFormula of(String operator) {
        return new OnnxFormula(List.of(), List.of(new Node(operator, OUTPUT, List.of(INPUT), Map.of())));
    }

    /** Returns a function that is a single operator with an attribute, a Float or an Integer. */
    static OnnxFormula of(String operator, String attribute, Number value) {
        return new OnnxFormula(
                List.of(), List.of(new Node(operator, OUTPUT, List.of(INPUT), Map.of(attribute, value))));
    }

    /**
     * Returns {@code ½·z·(1 + tanh(√(2/π)·(z + 0.044715·z³)))} in basic operators, as {@code Gelu} came with set 20.
     */
    static OnnxFormula gelu() {
        return new OnnxFormula(
                List.of(
                        new Constant("cube", 0.044715f),
                        new Constant("root", (float) Math.sqrt(2 / Math.PI)),
                        new Constant("one", 1),
                        new Constant("half", 0.5f)),
                List.of(
                        binary("Mul", "square", INPUT, INPUT),
                        binary("Mul", "z3", "square", INPUT),
                        binary("Mul", "scaled", "z3", "cube"),
                        binary("Add", "sum", INPUT, "scaled"),
                        binary("Mul", "u", "sum", "root"),
                        new Node("Tanh", "tanh", List.of("u"), Map.of()),
                        binary("Add", "gate", "tanh", "one"),
                        binary("Mul", "gated", INPUT, "gate"),
                        binary("Mul", OUTPUT, "gated", "half")));
    }

    private static Node binary(String operator, String output, String left, String right) {
        return new Node(operator, output, List.of(left, right), Map.of());
    }
}
