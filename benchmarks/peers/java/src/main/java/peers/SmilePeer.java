package peers;

import java.io.IOException;
import java.util.Arrays;
import smile.base.mlp.Layer;
import smile.base.mlp.LayerBuilder;
import smile.base.mlp.OutputFunction;
import smile.classification.MLP;
import smile.math.TimeFunction;

/**
 * Smile's multilayer perceptron, a mini-batch a call. It has double precision and initial weights of its own, and takes
 * the images of a mini-batch one by one, each by OpenBLAS's products of matrix and vector, on one thread.
 */
final class SmilePeer {
    public static void main(String[] arguments) throws IOException {
        Mnist mnist = new Mnist();
        int count = mnist.layers.length;
        LayerBuilder[] builders = new LayerBuilder[count];
        builders[0] = Layer.input(mnist.layers[0]);
        for (int l = 1; l < count - 1; l++) {
            builders[l] = Layer.sigmoid(mnist.layers[l]);
        }
        builders[count - 1] = Layer.mle(mnist.layers[count - 1], OutputFunction.SIGMOID);
        MLP network = new MLP(builders);
        network.setLearningRate(TimeFunction.constant(mnist.eta));
        // It multiplies the weights by 1 - 2·eta·decay.
        network.setWeightDecay(mnist.lambda / Mnist.TRAINING / 2);
        double[][] images = new double[mnist.images.length][Mnist.PIXELS];
        for (int i = 0; i < images.length; i++) {
            for (int p = 0; p < Mnist.PIXELS; p++) {
                images[i][p] = mnist.images[i][p];
            }
        }
        mnist.report(
                "Smile 3.1.1",
                () -> {
                    int[] order = mnist.order();
                    for (int start = 0; start < order.length; start += mnist.batch) {
                        int[] chosen = Arrays.copyOfRange(order, start, Math.min(start + mnist.batch, order.length));
                        double[][] x = new double[chosen.length][];
                        int[] y = new int[chosen.length];
                        for (int i = 0; i < chosen.length; i++) {
                            x[i] = images[chosen[i]];
                            y[i] = mnist.labels[chosen[i]];
                        }
                        network.update(x, y);
                    }
                },
                () -> {
                    int right = 0;
                    for (int i = Mnist.TRAINING; i < images.length; i++) {
                        right += network.predict(images[i]) == mnist.labels[i] ? 1 : 0;
                    }
                    return (double) right / (images.length - Mnist.TRAINING);
                });
    }
}
