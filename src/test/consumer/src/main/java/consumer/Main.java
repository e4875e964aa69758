package consumer;

import io.minibatch.Classifier;
import io.minibatch.Data;
import io.minibatch.Device;
import io.minibatch.HyperparameterSearch;
import io.minibatch.Result;
import io.minibatch.Training;
import io.minibatch.model.Model;
import io.minibatch.tune.BayesianSampler;
import io.minibatch.tune.Observation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Trains, saves, loads, classifies and searches by the public API, on pictures whose upper or lower half is white. */
public final class Main {
    private static final int SIDE = 8;
    private static final int PICTURES = 100;

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        byte[][] pictures = new byte[PICTURES][SIDE * SIDE];
        String[] halves = new String[PICTURES];
        for (int i = 0; i < PICTURES; i++) {
            halves[i] = i % 2 == 0 ? "upper" : "lower";
            for (int p = 0; p < SIDE * SIDE / 2; p++) {
                pictures[i][i % 2 * SIDE * SIDE / 2 + p] = (byte) (200 + (i * p) % 50);
            }
        }
        Training training = Training.on(Data.of(pictures, halves)).device(Device.CPU).hidden(10).epochs(20);
        Result result = training.run();
        System.out.println(result.device());
        Path file = Files.createTempFile("consumer", ".json");
        result.save(file);
        try (Classifier classifier = Classifier.of(Model.load(file))) {
            int right = 0;
            for (int i = 0; i < PICTURES; i++) {
                right += classifier.classify(pictures[i]).label().equals(halves[i]) ? 1 : 0;
            }
            System.out.println("learned " + right + " of " + PICTURES);
        }
        Files.delete(file);
        System.out.println("searched " + search(training) + " points");
    }

    private static int search(Training training) {
        double[] point = new BayesianSampler(1, 1).propose(
                1, List.of(new Observation(new double[] {0.3}, 0.1, 1, Observation.State.ENDED)));
        return HyperparameterSearch.create()
                .logarithmic("eta", 0.01 * (1 + point[0]), 1)
                .trials(8)
                .maximize(trial -> training.eta(trial.number("eta")).epochs(1).run().score())
                .trials()
                .size();
    }
}
