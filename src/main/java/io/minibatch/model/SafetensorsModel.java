package io.minibatch.model;

import io.minibatch.io.Excerpt;
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
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Networks as safetensors: {@code layers.L.weight} {@code [outputs, inputs]} and {@code layers.L.bias} {@code [outputs]}, as
 * PyTorch's linear layers have them, L counted from 0; the metadata name the {@code activations}, the {@code cost} and the
 * {@code version} of this scheme.
 */
final class SafetensorsModel {
    private static final String ACTIVATIONS = "activations";
    private static final String COST = "cost";
    private static final String VERSION = "version";
    private static final String CURRENT_VERSION = "1";

    private static final String METADATA_EXAMPLE = "{\"activations\": \"relu,softmax\", \"cost\": \"log-likelihood\"}";

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
        String activations = layers.stream()
                .map(layer -> ActivationNames.of(layer.activation()))
                .collect(Collectors.joining(","));
        String cost = network.architecture().cost().label();
        new Safetensors(tensors, Map.of(ACTIVATIONS, activations, COST, cost, VERSION, CURRENT_VERSION)).write(file);
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
        Architecture architecture = architecture(tensors, content.metadata());
        float[] parameters = new float[architecture.parameterCount()];
        for (int l = 0; l < architecture.layers().size(); l++) {
            Layer layer = architecture.layers().get(l);
            float[] weights = tensor(tensors, weightName(l), List.of(layer.outputs(), layer.inputs()));
            float[] biases = tensor(tensors, biasName(l), List.of(layer.outputs()));
            int start = architecture.weightsOffset(l);
            for (int to = 0; to < layer.outputs(); to++) {
                for (int from = 0; from < layer.inputs(); from++) {
                    parameters[start + from * layer.outputs() + to] = weights[to * layer.inputs() + from];
                }
            }
            System.arraycopy(biases, 0, parameters, architecture.biasesOffset(l), layer.outputs());
        }
        return new Network(architecture, parameters);
    }

    private static Architecture architecture(Map<String, Tensor> tensors, Map<String, String> metadata) {
        // The first files had no version and were as those of version 1.
        String version = metadata.getOrDefault(VERSION, CURRENT_VERSION);
        if (!version.equals(CURRENT_VERSION)) {
            throw new IllegalArgumentException("its metadata name the version '" + Excerpt.of(version)
                    + "'; this program reads " + CURRENT_VERSION);
        }
        List<String> missing = Stream.of(ACTIVATIONS, COST)
                .filter(key -> !metadata.containsKey(key))
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("its metadata lack " + String.join(" and ", missing) + "; save it with "
                    + METADATA_EXAMPLE + " as metadata, an activation for each layer");
        }
        List<Activation> activations = new ArrayList<>();
        for (String label : metadata.getOrDefault(ACTIVATIONS, "").split(",", -1)) {
            activations.add(known(ActivationNames.find(label), label));
        }
        String costName = metadata.getOrDefault(COST, "");
        Cost cost = known(
                Arrays.stream(Cost.values())
                        .filter(each -> each.label().equals(costName))
                        .findFirst(),
                costName);
        if (tensors.size() != 2 * activations.size()) {
            throw new IllegalArgumentException("it has " + tensors.size()
                    + " tensors, where a weight and a bias for each of its activations make " + 2 * activations.size());
        }
        List<Integer> sizes = new ArrayList<>();
        for (int l = 0; l < activations.size(); l++) {
            Tensor weights = tensors.get(weightName(l));
            if (weights == null || weights.shape().size() != 2) {
                throw new IllegalArgumentException("it has no tensor " + weightName(l) + " of 2 dimensions");
            }
            if (l == 0) {
                sizes.add(weights.shape().get(1));
            }
            sizes.add(weights.shape().get(0));
        }
        return Architecture.of(sizes, activations, cost);
    }

    private static <T> T known(Optional<T> found, String name) {
        return found.orElseThrow(
                () -> new IllegalArgumentException("its metadata name '" + Excerpt.of(name) + "', which is unknown"));
    }

    private static float[] tensor(Map<String, Tensor> tensors, String name, List<Integer> shape) {
        Tensor tensor = tensors.get(name);
        if (tensor == null || !tensor.shape().equals(shape)) {
            throw new IllegalArgumentException("it has no tensor " + name + " of the shape " + shape);
        }
        for (int i = 0; i < tensor.values().length; i++) {
            if (!Float.isFinite(tensor.values()[i])) {
                throw new IllegalArgumentException("number " + i + " of the tensor " + name + " is "
                        + tensor.values()[i] + ": the network diverged while it was trained");
            }
        }
        return tensor.values();
    }

    private static String weightName(int layer) {
        return "layers." + layer + ".weight";
    }

    private static String biasName(int layer) {
        return "layers." + layer + ".bias";
    }
}
