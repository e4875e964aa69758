package io.minibatch.network;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The shares of each layer's values that are dropped in training.
 *
 * @param rates of the inputs and of each hidden layer in turn; empty for none
 */
public record DropoutRates(List<Double> rates) implements Serializable {
    /** No dropout. */
    public static final DropoutRates NONE = new DropoutRates(List.of());

    public DropoutRates {
        rates = List.copyOf(rates);
        for (double rate : rates) {
            if (!(rate >= 0 && rate < 1)) {
                throw new IllegalArgumentException("dropout must be from 0 to less than 1, not " + rate);
            }
        }
    }

    /** Returns one rate for all hidden layers, and none for the inputs. */
    public static DropoutRates hidden(double rate, Architecture architecture) {
        int layers = architecture.layers().size();
        List<Double> rates = new ArrayList<>(Collections.nCopies(layers, rate));
        rates.set(0, 0.0);
        return new DropoutRates(rates);
    }

    /** Returns the dropout rate of a layer's inputs; layers count from 0. */
    double rateOfInputOf(int layer) {
        return rates.isEmpty() ? 0 : rates.get(layer);
    }

    /** Throws unless there is a rate for the inputs and for each hidden layer, or none at all. */
    public void requireFit(Architecture architecture) {
        int needed = architecture.layers().size();
        if (!rates.isEmpty() && rates.size() != needed) {
            throw new IllegalArgumentException("dropout needs " + needed
                    + " rates, one for the inputs and one for each hidden layer, not " + rates.size());
        }
    }
}
