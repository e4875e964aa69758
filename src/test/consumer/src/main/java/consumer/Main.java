package consumer;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.data.Dataset;
import io.minibatch.model.Network2Json;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import io.minibatch.network.Predictor;
import io.minibatch.train.Hyperparameters;
import io.minibatch.train.MiniBatchTrainer;
import io.minibatch.train.Monitoring;
import io.minibatch.train.TrainingOptions;
import io.minibatch.tune.BayesianSampler;
import io.minibatch.tune.Observation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Trains, saves, loads, predicts and searches by the public API, on pictures whose upper or lower half is white. */
public final class Main {
    private static final int SIDE = 8;
    private static final int PICTURES = 100;

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        Dataset data = data();
        try (Backend backend = Backends.open("cpu", BackendOptions.withThreads(1)).backend()) {
            System.out.println(backend.device());
            Network trained = train(backend, data, 0.5);
            Path file = Files.createTempFile("consumer", ".json");
            Network2Json.write(file, trained);
            int[] classes = Predictor.answer(backend, Network2Json.read(file), data.images()).classes();
            Files.delete(file);
            System.out.println("learned " + correct(classes, data) + " of " + PICTURES);

            BayesianSampler sampler = new BayesianSampler(1, 1);
            List<Observation> observed = new ArrayList<>();
            for (int trial = 0; trial < 8; trial++) {
                double[] point = sampler.propose(trial, observed);
                double loss = (point[0] - 0.3) * (point[0] - 0.3);
                observed.add(new Observation(point, loss, 1, Observation.State.ENDED));
            }
            System.out.println("searched " + observed.size() + " points");
        }
    }

    private static Dataset data() {
        byte[] images = new byte[PICTURES * SIDE * SIDE];
        byte[] labels = new byte[PICTURES];
        for (int i = 0; i < PICTURES; i++) {
            labels[i] = (byte) (i % 2);
            int start = i * SIDE * SIDE + labels[i] * SIDE * SIDE / 2;
            for (int p = 0; p < SIDE * SIDE / 2; p++) {
                images[start + p] = (byte) (200 + (i * p) % 50);
            }
        }
        return new Dataset("halves", SIDE, SIDE, List.of("upper", "lower"), images, labels);
    }

    private static Network train(Backend backend, Dataset data, double eta) {
        Architecture architecture = Architecture.sigmoid(List.of(SIDE * SIDE, 10, 2), Cost.CROSS_ENTROPY);
        Network initial = Initializer.DEFAULT.initialize(architecture, 1);
        TrainingOptions options =
                new TrainingOptions(Hyperparameters.sgd(5, 10, eta, 0), Monitoring.everything(), 1);
        return new MiniBatchTrainer(backend, options, List.of()).train(initial, data, data).network();
    }

    private static int correct(int[] classes, Dataset data) {
        int correct = 0;
        for (int i = 0; i < classes.length; i++) {
            correct += classes[i] == data.label(i) ? 1 : 0;
        }
        return correct;
    }
}
