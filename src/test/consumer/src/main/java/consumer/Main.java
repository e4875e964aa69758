package consumer;

import io.minibatch.Classifier;
import io.minibatch.Data;
import io.minibatch.Device;
import io.minibatch.HyperparameterSearch;
import io.minibatch.Result;
import io.minibatch.Training;
import io.minibatch.model.Model;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Trains, saves, loads, predicts and searches. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        Random random = new Random(1);
        float[][] points = new float[400][2];
        String[] sides = new String[points.length];
        for (int i = 0; i < points.length; i++) {
            points[i] = new float[] {random.nextFloat() - 0.5f, random.nextFloat() - 0.5f};
            sides[i] = points[i][0] < points[i][1] ? "above" : "below";
        }
        Result result = Training.on(Data.of(points, sides)).hidden(10).epochs(30).device(Device.CPU).run();
        System.out.println(result.device());

        Path file = Files.createTempFile("consumer", ".json");
        result.save(file);
        try (Classifier classifier = Classifier.of(Model.load(file))) {
            System.out.println("classified as " + classifier.predict(new float[] {-0.4f, 0.4f}).label());
        }
        Files.delete(file);

        System.out.println(HyperparameterSearch.create()
                .logarithmic("eta", 0.01, 10)
                .trials(8)
                .maximize(point -> -Math.abs(point.number("eta") - 1)));
    }
}
