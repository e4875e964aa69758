package io.minibatch.cli;

import io.minibatch.network.Architecture;
import io.minibatch.network.DropoutRates;
import io.minibatch.optimize.WeightPenalty;
import io.minibatch.train.Regularization;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags that keep a network from learning its training data by heart. */
final class RegularizationArguments {
    private static final String D = " (default: ${DEFAULT-VALUE}).";

    @Option(names = "--lambda", paramLabel = "X", defaultValue = "5", description = "L2 regularisation, 0 for none" + D)
    private double lambda;

    @Option(names = "--l1", paramLabel = "X", defaultValue = "0", description = "L1 regularisation, 0 for none" + D)
    private double l1;

    @Option(
            names = "--dropout",
            paramLabel = "P[,P...]",
            hideParamSyntax = true,
            split = ",",
            description = "Share of neurons to drop in each step: one number for all hidden layers, or the inputs and "
                    + "each hidden layer, as 0.2,0.5,0.5 (default: none).")
    private List<Double> dropout = List.of();

    @Option(
            names = "--max-norm",
            paramLabel = "X",
            defaultValue = "0",
            description = "The most that a neuron's weights may be long, 0 for no limit" + D)
    private double maxNorm;

    @Option(
            names = "--label-smoothing",
            paramLabel = "X",
            defaultValue = "0",
            description = "Part of the target that all classes share" + D)
    private double labelSmoothing;

    /** Throws {@link IllegalArgumentException} with a line that names the flag. */
    Regularization regularization(Architecture architecture) {
        DropoutRates rates =
                dropout.size() == 1 ? DropoutRates.hidden(dropout.get(0), architecture) : new DropoutRates(dropout);
        rates.requireFit(architecture);
        return new Regularization(new WeightPenalty(l1, lambda), rates, maxNorm, labelSmoothing);
    }
}
