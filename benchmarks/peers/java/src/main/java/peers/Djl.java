package peers;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.io.IOException;
import java.util.Arrays;

/** PyTorch through DJL: its blocks, loss and optimiser; the data in one array, mini-batches by index. */
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
            Optimizer optimizer = Optimizer.sgd()
                    .setLearningRateTracker(Tracker.fixed((float) (mnist.eta * outputs)))
                    .optWeightDecays((float) (mnist.lambda / Mnist.TRAINING / outputs))
                    .build();
            DefaultTrainingConfig config = new DefaultTrainingConfig(Loss.sigmoidBinaryCrossEntropyLoss())
                    .optOptimizer(optimizer)
                    .optInitializer(new NormalInitializer((float) (1 / Math.sqrt(Mnist.PIXELS))), parameter -> true);
            NDArray images = manager.create(mnist.images);
            NDArray labels = manager.create(mnist.labels);
            NDArray training = images.get(":" + Mnist.TRAINING);
            NDArray targets = labels.oneHot(outputs).get(":" + Mnist.TRAINING);
            try (Trainer trainer = model.newTrainer(config)) {
                trainer.initialize(new Shape(mnist.batch, Mnist.PIXELS));
                mnist.report(
                        "PyTorch " + Engine.getInstance().getVersion() + " through DJL",
                        () -> epoch(mnist, manager, trainer, training, targets),
                        () -> accuracy(trainer, images, labels));
            }
        }
    }

    private static void epoch(Mnist mnist, NDManager manager, Trainer trainer, NDArray images, NDArray targets) {
        int[] order = mnist.order();
        for (int start = 0; start < order.length; start += mnist.batch) {
            try (NDManager step = manager.newSubManager()) {
                int[] chosen = Arrays.copyOfRange(order, start, Math.min(start + mnist.batch, order.length));
                NDArray index = step.create(chosen);
                NDArray x = images.get(index);
                NDArray y = targets.get(index);
                x.attach(step);
                y.attach(step);
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
}
