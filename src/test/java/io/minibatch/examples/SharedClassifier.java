package io.minibatch.examples;

import io.minibatch.Classifier;
import io.minibatch.Data;
import io.minibatch.Training;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Serves 16 threads with one classifier. */
public final class SharedClassifier {
    private SharedClassifier() {}

    public static void main(String[] args) throws InterruptedException {
        Data digits = Data.digits();
        byte[] images = digits.test().images();
        int pixels = digits.test().features();
        try (Classifier classifier =
                Training.on(digits).hidden(30).epochs(1).run().classifier()) {
            ExecutorService server = Executors.newFixedThreadPool(16);
            for (int i = 0; i < 100; i++) {
                byte[] image = Arrays.copyOfRange(images, i * pixels, (i + 1) * pixels);
                server.submit(() -> System.out.println(classifier.predict(image)));
            }
            server.shutdown();
            server.awaitTermination(1, TimeUnit.MINUTES);
        }
    }
}
