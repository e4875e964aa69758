package io.minibatch.model;

import io.minibatch.backend.Augmentation;
import io.minibatch.data.Schema;
import io.minibatch.data.Standardization;
import io.minibatch.io.Excerpt;
import io.minibatch.model.Safetensors.Tensor;
import io.minibatch.network.Activation;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Layer;
import io.minibatch.network.Network;
import java.io.IOException;
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
 * Models as safetensors: {@code layers.L.weight} {@code [outputs, inputs]} and {@code layers.L.bias} {@code [outputs]},
 * as PyTorch's linear layers have them, L counted from 0; {@code standardization.mean} and
 * {@code standardization.deviation}, each {@code [inputs]}, where there is one. The metadata name the
 * {@code activations}, the {@code cost}, the {@code version} of this scheme, the {@code schema} and, where there is
 * one, the {@code augmentation}, which are the texts of the same JSON as in {@link Network2Json}.
 */
final class SafetensorsModel {
    private static final String ACTIVATIONS = "activations";
    private static final String COST = "cost";
    private static final String VERSION = "version";
    private static final String CURRENT_VERSION = "1";
    private static final String DIVERGED = ": the network diverged while it was trained";
    private static final String MEAN = "standardization.mean";
    private static final String DEVIATION = "standardization.deviation";

    private static final String METADATA_EXAMPLE = "{\"activations\": \"relu,softmax\", \"cost\": \"log-likelihood\"}";

    private SafetensorsModel() {}

    static void write(Path file, Model model) {
        Network network = model.network();
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
        Standardization standardization = model.standardization();
        if (standardization != null) {
            List<Integer> shape = List.of(network.architecture().inputs());
            tensors.add(new Tensor(MEAN, shape, standardization.mean()));
            tensors.add(new Tensor(DEVIATION, shape, standardization.deviation()));
        }
        new Safetensors(tensors, metadata(model)).write(file);
    }

    private static Map<String, String> metadata(Model model) {
        Architecture architecture = model.network().architecture();
        String activations = architecture.layers().stream()
                .map(layer -> ActivationNames.of(layer.activation()))
                .collect(Collectors.joining(","));
        Map<String, String> metadata = new HashMap<>(Map.of(
                ACTIVATIONS,
                activations,
                COST,
                architecture.cost().label(),
                VERSION,
                CURRENT_VERSION,
                SchemaJson.KEY,
                SchemaJson.text(model.schema())));
        Augmentation augmentation = model.augmentation();
        if (augmentation != null) {
            metadata.put(AugmentationJson.KEY, AugmentationJson.text(augmentation));
        }
        return metadata;
    }

    /** Throws {@link ModelException} if the file is no such model. */
    static Model read(Path file) {
        Safetensors content = Safetensors.read(file);
        try {
            return model(content);
        } catch (IllegalArgumentException | IOException wrong) {
            throw new ModelException(file + ": is no model of this program: " + wrong.getMessage());
        }
    }

    private static Model model(Safetensors content) throws IOException {
        Map<String, Tensor> tensors = new HashMap<>();
        content.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
        int ofStandardization =
                (int) Stream.of(MEAN, DEVIATION).filter(tensors::containsKey).count();
        Architecture architecture = architecture(content.metadata(), tensors, tensors.size() - ofStandardization);
        Network network = network(architecture, tensors);
        String described = content.metadata().get(SchemaJson.KEY);
        Schema schema = described == null
                ? Model.assumed(architecture)
                : SchemaJson.parse(described).of(architecture);
        String augmentation = content.metadata().get(AugmentationJson.KEY);
        return new Model(
                network,
                schema,
                ofStandardization == 0 ? null : standardization(architecture.inputs(), tensors),
                augmentation == null
                        ? null
                        : AugmentationJson.parse(augmentation).of(schema.image(), ofStandardization > 0));
    }

    private static Standardization standardization(int inputs, Map<String, Tensor> tensors) {
        float[] mean = tensor(tensors, MEAN, List.of(inputs), ": must be finite");
        float[] deviation = tensor(tensors, DEVIATION, List.of(inputs), ": must be finite");
        try {
            return new Standardization(mean, deviation);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("standardization: " + wrong.getMessage());
        }
    }

    private static Network network(Architecture architecture, Map<String, Tensor> tensors) {
        float[] parameters = new float[architecture.parameterCount()];
        for (int l = 0; l < architecture.layers().size(); l++) {
            Layer layer = architecture.layers().get(l);
            float[] weights = tensor(tensors, weightName(l), List.of(layer.outputs(), layer.inputs()), DIVERGED);
            float[] biases = tensor(tensors, biasName(l), List.of(layer.outputs()), DIVERGED);
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

    private static Architecture architecture(Map<String, String> metadata, Map<String, Tensor> tensors, int ofLayers) {
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
        if (ofLayers != 2 * activations.size()) {
            throw new IllegalArgumentException("it has " + ofLayers
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

    private static float[] tensor(Map<String, Tensor> tensors, String name, List<Integer> shape, String fault) {
        Tensor tensor = tensors.get(name);
        if (tensor == null || !tensor.shape().equals(shape)) {
            throw new IllegalArgumentException("it has no tensor " + name + " of the shape " + shape);
        }
        for (int i = 0; i < tensor.values().length; i++) {
            if (!Float.isFinite(tensor.values()[i])) {
                throw new IllegalArgumentException(
                        "number " + i + " of the tensor " + name + " is " + tensor.values()[i] + fault);
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
