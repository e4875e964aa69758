package io.minibatch.examples;

import io.minibatch.Data;
import io.minibatch.HyperparameterSearch;
import io.minibatch.HyperparameterSearch.Outcome;
import io.minibatch.Training;

/** Searches for the hyper-parameters that maximize the caller's objective. */
public final class SearchOwnObjective {
    private SearchOwnObjective() {}

    public static void main(String[] args) {
        Training training = Training.on(Data.digits().trainSize(3000)).epochs(5);
        Outcome outcome = HyperparameterSearch.create()
                .logarithmic("eta", 0.01, 10)
                .integer("neurons", 5, 50)
                .trials(12)
                .maximize(point -> {
                    int neurons = point.integer("neurons");
                    Training tried = training.hidden(neurons).eta(point.number("eta"));
                    return tried.run().score() - 0.001 * neurons;
                });
        System.out.println(outcome);
    }
}
