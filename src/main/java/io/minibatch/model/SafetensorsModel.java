package io.minibatch.model;

import io.minibatch.model.Safetensors.Tensor;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Layer;
import io.minibatch.network.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Networks as safetensors: {@code layers.L.weight} {@code [outputs, inputs]} and {@code layers.L.bias} {@code [outputs]}, as
 * PyTorch's linear layers have them, L counted from 0; the metadata name the {@code activations} and the {@code cost}.
 */
final class SafetensorsModel {
    private static final String ACTIVATIONS = "activations";
    private static final String COST = "cost";

    private SafetensorsModel() {}

    static void write(Path file, Network network) {
        List<Tensor> tensors = new ArrayList<>();
        List<Layer> layers = network.architecture().layers();
        for (int l = 0; l < layers.size(); l++) {
            Layer layer = layers.get(l);
            float[] weights = new float[layer.inputs() * layer.outputs()];
            float[] biases = new float[layer.outputs()];
            for (int to = 0; to < layer.outputs(); to++) {
                for (int from = 0; from < layer.inputs(); from++) {
                    weights[to * layer.inputs() + from] = network.weight(l, from, to);
                }
                biases[to] = network.bias(l, to);
            }
            tensors.add(new Tensor(weightName(l), List.of(layer.outputs(), layer.inputs()), weights));
            tensors.add(new Tensor(biasName(l), List.of(layer.outputs()), biases));
        }
        String activations =
                layers.stream().map(layer -> layer.activation().label()).collect(Collectors.joining(","));
        String cost = network.architecture().cost().label();
        new Safetensors(tensors, Map.of(ACTIVATIONS, activations, COST, cost)).write(file);
    }

    /** Throws {@link ModelException} where the file is no such model. */
    static Network read(Path file) {
        Safetensors content = Safetensors.read(file);
        try {
            return network(content);
        } catch (IllegalArgumentException wrong) {
            throw new ModelException(file + ": is no model of this program: " + wrong.getMessage());
        }
    }

    private static Network network(Safetensors content) {
        Map<String, Tensor> tensors = new HashMap<>();
        content.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
        List<Activation> activations = new ArrayList<>();
        for (String label : content.metadata().getOrDefault(ACTIVATIONS, "").split(",", -1)) {
            activations.add(named(Activation.values(), Activation::label, label));
        }
        Cost cost = named(Cost.values(), Cost::label, content.metadata().getOrDefault(COST, ""));
        List<Integer> sizes = new ArrayList<>();
        for (int l = 0; l < activations.size(); l++) {
            Tensor weights = tensor(tensors, weightName(l), 2);
            if (l == 0) {
                sizes.add(weights.shape().get(1));
            }
            sizes.add(weights.shape().get(0));
        }
        Architecture architecture = Architecture.of(sizes, activations, cost);
        float[] parameters = new float[architecture.parameterCount()];
        for (int l = 0; l < activations.size(); l++) {
            Layer layer = architecture.layers().get(l);
            Tensor weights = tensor(tensors, weightName(l), 2);
            Tensor biases = tensor(tensors, biasName(l), 1);
            if (!weights.shape().equals(List.of(layer.outputs(), layer.inputs()))
                    || !biases.shape().equals(List.of(layer.outputs()))) {
                throw new IllegalArgumentException("the tensors of layer " + l + " do not fit the others");
            }
            int start = architecture.weightsOffset(l);
            for (int to = 0; to < layer.outputs(); to++) {
                for (int from = 0; from < layer.inputs(); from++) {
                    parameters[start + from * layer.outputs() + to] = weights.values()[to * layer.inputs() + from];
                }
            }
            System.arraycopy(biases.values(), 0, parameters, architecture.biasesOffset(l), layer.outputs());
        }
        return new Network(architecture, parameters);
    }

    private static <T> T named(T[] choices, Function<T, String> label, String name) {
        return Arrays.stream(choices)
                .filter(choice -> label.apply(choice).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("its metadata name '" + name + "', which is unknown"));
    }

    private static Tensor tensor(Map<String, Tensor> tensors, String name, int dimensions) {
        Tensor tensor = tensors.get(name);
        if (tensor == null || tensor.shape().size() != dimensions) {
            throw new IllegalArgumentException("it has no tensor " + name + " of " + dimensions + " dimensions");
        }
        return tensor;
    }

    private static String weightName(int layer) {
        return "layers." + layer + ".weight";
    }

    private static String biasName(int layer) {
        return "layers." + layer + ".bias";
    }
}
