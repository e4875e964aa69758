package peers;

import java.io.IOException;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;

/**
 * Deeplearning4j with nd4j-native: its layers, loss and updater; the data in one array, mini-batches by rows. Its
 * backward pass computes each layer's sums once more.
 */
final class Dl4j {
    private static final WorkspaceConfiguration WORKSPACE = WorkspaceConfiguration.builder()
            .policyLearning(LearningPolicy.FIRST_LOOP)
            .policyAllocation(AllocationPolicy.STRICT)
            .build();

    public static void main(String[] arguments) throws IOException {
        Mnist mnist = new Mnist();
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Sgd(mnist.eta))
                .l2(mnist.lambda / Mnist.TRAINING)
                .list();
        int last = mnist.layers.length - 2;
        for (int l = 0; l < last; l++) {
            list.layer(new DenseLayer.Builder()
                    .nIn(mnist.layers[l])
                    .nOut(mnist.layers[l + 1])
                    .activation(Activation.SIGMOID)
                    .build());
        }
        MultiLayerConfiguration configuration = list.layer(
                        // Its default clips outputs at 1e-5, which slows saturated ones down more than the others do.
                        new OutputLayer.Builder(new LossBinaryXENT(1e-7))
                                .nIn(mnist.layers[last])
                                .nOut(mnist.layers[last + 1])
                                .activation(Activation.SIGMOID)
                                .build())
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        for (int l = 0; l <= last; l++) {
            network.getLayer(l).setParam("W", Nd4j.create(mnist.weights(l)));
            network.getLayer(l).setParam("b", Nd4j.create(new float[][] {mnist.biases(l)}));
        }
        INDArray images = Nd4j.create(Arrays.copyOf(mnist.images, Mnist.TRAINING));
        INDArray targets = Nd4j.zeros(Mnist.TRAINING, mnist.layers[last + 1]);
        for (int i = 0; i < Mnist.TRAINING; i++) {
            targets.putScalar(i, mnist.labels[i], 1);
        }
        mnist.report(
                "Deeplearning4j 1.0.0-M2.1",
                () -> epoch(mnist, network, images, targets),
                () -> accuracy(mnist, network));
    }

    private static void epoch(Mnist mnist, MultiLayerNetwork network, INDArray images, INDArray targets) {
        int[] order = mnist.order();
        for (int start = 0; start < order.length; start += mnist.batch) {
            int[] chosen = Arrays.copyOfRange(order, start, Math.min(start + mnist.batch, order.length));
            // The mini-batch lies where the one before it lay, so that memory is neither asked for nor collected.
            try (MemoryWorkspace workspace = Nd4j.getWorkspaceManager().getAndActivateWorkspace(WORKSPACE, "BATCH")) {
                network.fit(Nd4j.pullRows(images, 1, chosen), Nd4j.pullRows(targets, 1, chosen));
            }
        }
    }

    private static double accuracy(Mnist mnist, MultiLayerNetwork network) {
        int count = mnist.images.length - Mnist.TRAINING;
        INDArray images = Nd4j.create(Arrays.copyOfRange(mnist.images, Mnist.TRAINING, mnist.images.length));
        INDArray answers = network.output(images).argMax(1);
        int right = 0;
        for (int i = 0; i < count; i++) {
            right += answers.getInt(i) == mnist.labels[Mnist.TRAINING + i] ? 1 : 0;
        }
        return (double) right / count;
    }
}
