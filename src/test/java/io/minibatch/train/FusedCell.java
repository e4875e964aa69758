package io.minibatch.train;

import io.minibatch.data.Dataset;
import io.minibatch.data.Schema;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.DropoutRates;
import io.minibatch.network.Initializer;
import io.minibatch.optimize.UpdateRule.Momentum;
import io.minibatch.optimize.WeightPenalty;
import java.util.Locale;
import java.util.Set;

/**
 * A training whose steps may be fused: sigmoid layers, cross-entropy, λ 5.
 *
 * @param layers sizes with hyphens between them
 * @param data the training images, of as many pixels as the first layer takes
 */
record FusedCell(String layers, int batch, Technique technique, Dataset data) {
    static final double LAMBDA = 5;
    private static final double RATE = 0.5;

    /** Up to this many images a step, the learning rate is a tenth. */
    private static final int FEW = 2;

    /** The techniques besides gradient descent, each with its learning rate. */
    enum Technique {
        PLAIN(0.5),
        MOMENTUM(0.05),
        NESTEROV(0.05),
        DROPOUT(0.5);

        private final double eta;

        Technique(double eta) {
            this.eta = eta;
        }
    }

    /** Returns a cell that trains on the middle of each image, where its network takes fewer pixels than that has. */
    static FusedCell of(String layers, int batch, Technique technique, Dataset data) {
        int inputs = Layers.of(layers).get(0);
        return new FusedCell(
                layers,
                batch,
                technique,
                data.features() == inputs ? data : middle(data, (int) Math.round(Math.sqrt(inputs))));
    }

    /** Returns the square in the middle of each image. */
    private static Dataset middle(Dataset data, int side) {
        int top = (data.rows() - side) / 2;
        int before = (data.columns() - side) / 2;
        byte[] images = new byte[data.size() * side * side];
        for (int image = 0; image < data.size(); image++) {
            for (int row = 0; row < side; row++) {
                int from = (image * data.rows() + top + row) * data.columns() + before;
                System.arraycopy(data.images(), from, images, (image * side + row) * side, side);
            }
        }
        return new Dataset(
                "the middle of " + data.name(), side, side, Schema.numbered(data.outputs()), images, data.labels());
    }

    /** @param seed of the initial weights and of the order of the examples */
    Workload workload(long seed) {
        Architecture architecture = Architecture.sigmoid(Layers.of(layers), Cost.CROSS_ENTROPY);
        double eta = batch > FEW ? technique.eta : technique.eta / 10;
        Hyperparameters plain = Hyperparameters.sgd(1, batch, eta, LAMBDA);
        Hyperparameters changed = switch (technique) {
            case PLAIN -> plain;
            case MOMENTUM -> plain.with(Momentum.of(0.9));
            case NESTEROV -> plain.with(Momentum.nesterov(0.9));
            case DROPOUT ->
                plain.with(new Regularization(WeightPenalty.l2(LAMBDA), DropoutRates.hidden(RATE, architecture), 0, 0));
        };
        return new Workload(
                Initializer.DEFAULT.initialize(architecture, (int) seed),
                new TrainingOptions(changed, new Monitoring(Set.of(), 0), seed),
                data);
    }

    /** Returns what names the cell in a table. */
    String name() {
        String with = technique == Technique.PLAIN ? "" : ", " + label();
        return layers + ", " + batch + with;
    }

    /** Returns the technique in small letters. */
    String label() {
        return technique.name().toLowerCase(Locale.ROOT);
    }
}
