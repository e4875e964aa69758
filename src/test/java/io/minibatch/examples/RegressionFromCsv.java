package io.minibatch.examples;

import io.minibatch.Data;
import io.minibatch.Regressor;
import io.minibatch.Result;
import io.minibatch.Training;
import java.nio.file.Path;

/** Predicts the column price of a CSV file from its other columns. */
public final class RegressionFromCsv {
    private RegressionFromCsv() {}

    public static void main(String[] args) {
        Path csv = Path.of(args[0]);
        Data houses = Data.of(csv).targets("price").standardized();
        Result result = Training.on(houses).hidden(20).epochs(100).run();
        System.out.println(result);
        try (Regressor regressor = result.regressor()) {
            System.out.println(regressor.predict(120, 4)[0]);
        }
    }
}
