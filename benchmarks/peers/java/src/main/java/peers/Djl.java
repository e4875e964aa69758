package peers;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.optimizer.Sgd;
import ai.djl.training.tracker.Tracker;
import java.io.IOException;
import java.util.Arrays;

/**
 * PyTorch through DJL: its blocks, loss and optimizer; the data in one array, mini-batches by index. This PyTorch is
 * newer than the distribution's, and its products are MKL's.
 */
final class Djl {
    public static void main(String[] arguments) throws IOException {
        Mnist mnist = new Mnist();
        try (Model model = Model.newInstance("mlp")) {
            NDManager manager = model.getNDManager();
            int outputs = mnist.layers[mnist.layers.length - 1];
            SequentialBlock block = new SequentialBlock();
            for (int l = 1; l < mnist.layers.length; l++) {
                block.add(Linear.builder().setUnits(mnist.layers[l]).build());
                if (l < mnist.layers.length - 1) {
                    block.add(Activation::sigmoid);
                }
            }
            model.setBlock(block);
            // Its loss is the mean over examples and outputs, that of the others the mean over examples of the sum.
            Optimizer optimizer = new SgdWithoutDecayOfBiases(Optimizer.sgd()
                    .setLearningRateTracker(Tracker.fixed((float) (mnist.eta * outputs)))
                    .optWeightDecays((float) (mnist.lambda / Mnist.TRAINING / outputs)));
            DefaultTrainingConfig config =
                    new DefaultTrainingConfig(Loss.sigmoidBinaryCrossEntropyLoss()).optOptimizer(optimizer);
            NDArray images = manager.create(mnist.images);
            NDArray labels = manager.create(mnist.labels);
            NDArray training = images.get(":" + Mnist.TRAINING);
            NDArray targets = labels.oneHot(outputs).get(":" + Mnist.TRAINING);
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(new Shape(mnist.batch, Mnist.PIXELS));
                setInitial(mnist, manager, block);
                mnist.report(
                        "PyTorch " + Engine.getInstance().getVersion() + " through DJL",
                        () -> epoch(mnist, manager, trainer, training, targets),
                        () -> accuracy(trainer, images, labels));
            }
        }
    }

    /** Copies the initial weights into the layers that have some, [outputs][inputs] there. */
    private static void setInitial(Mnist mnist, NDManager manager, SequentialBlock block) {
        int l = 0;
        for (Block layer : block.getChildren().values()) {
            if (layer instanceof Linear) {
                try (NDArray weights = manager.create(mnist.weights(l));
                        NDArray transposed = weights.transpose();
                        NDArray biases = manager.create(mnist.biases(l))) {
                    transposed.copyTo(layer.getParameters().get("weight").getArray());
                    biases.copyTo(layer.getParameters().get("bias").getArray());
                }
                l++;
            }
        }
    }

    private static void epoch(Mnist mnist, NDManager manager, Trainer trainer, NDArray images, NDArray targets) {
        int[] order = mnist.order();
        for (int start = 0; start < order.length; start += mnist.batch) {
            try (NDManager step = manager.newSubManager()) {
                int end = Math.min(start + mnist.batch, order.length);
                // PyTorch's own type of an index, which spares it a conversion.
                long[] chosen =
                        Arrays.stream(order, start, end).asLongStream().toArray();
                NDIndex index = new NDIndex("{}", step.create(chosen));
                NDArray x = images.get(step, index);
                NDArray y = targets.get(step, index);
                try (GradientCollector collector = trainer.newGradientCollector()) {
                    NDList predicted = trainer.forward(new NDList(x));
                    predicted.attach(step);
                    NDArray loss = trainer.getLoss().evaluate(new NDList(y), predicted);
                    loss.attach(step);
                    collector.backward(loss);
                }
                trainer.step();
            }
        }
    }

    private static double accuracy(Trainer trainer, NDArray images, NDArray labels) {
        NDArray validation = images.get(Mnist.TRAINING + ":");
        NDArray answers = trainer.evaluate(new NDList(validation)).singletonOrThrow().argMax(1);
        return answers.toType(DataType.INT32, false)
                .eq(labels.get(Mnist.TRAINING + ":"))
                .toType(DataType.FLOAT32, false)
                .mean()
                .getFloat();
    }

    /** Its own has one decay for all parameters. */
    private static final class SgdWithoutDecayOfBiases extends Sgd {
        private boolean ofBias;

        SgdWithoutDecayOfBiases(Sgd.Builder builder) {
            super(builder);
        }

        @Override
        public void update(String parameter, NDArray weight, NDArray gradient) {
            ofBias = weight.getShape().dimension() == 1;
            super.update(parameter, weight, gradient);
        }

        @Override
        protected float getWeightDecay() {
            return ofBias ? 0 : super.getWeightDecay();
        }
    }
}
