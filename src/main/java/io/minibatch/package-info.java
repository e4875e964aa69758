/**
 * The main API. {@link io.minibatch.Training} trains on {@link io.minibatch.Data} and gives a
 * {@link io.minibatch.Result}; {@link io.minibatch.Classifier} and {@link io.minibatch.Regressor} predict with its
 * model. These types are built on the records of the packages below.
 *
 * <p>Trains on MNIST and classifies one picture.
 *
 * <pre>{@code
 * Result result = Training.on(Data.mnist()).hidden(30).epochs(5).run();
 * System.out.println(result);
 * try (Classifier classifier = result.classifier()) {
 *     System.out.println(classifier.predict(picture));
 * }
 * }</pre>
 *
 * <p>Trains on arrays of the caller: which points lie inside a circle?
 *
 * <pre>{@code
 * Random random = new Random(1);
 * float[][] points = new float[2000][2];
 * String[] labels = new String[points.length];
 * for (int i = 0; i < points.length; i++) {
 *     points[i] = new float[] {random.nextFloat(-1, 1), random.nextFloat(-1, 1)};
 *     labels[i] = Math.hypot(points[i][0], points[i][1]) < 0.8 ? "inside" : "outside";
 * }
 * Result result =
 *         Training.on(Data.of(points, labels)).hidden(10).epochs(50).run();
 * try (Classifier classifier = result.classifier()) {
 *     System.out.println(classifier.predict(new float[] {0.1f, -0.2f}));
 * }
 * }</pre>
 *
 * <p>Predicts the column price of a CSV file from its other columns.
 *
 * <pre>{@code
 * Data houses = Data.of(csv).targets("price").standardized();
 * Result result = Training.on(houses).hidden(20).epochs(100).run();
 * System.out.println(result);
 * try (Regressor regressor = result.regressor()) {
 *     System.out.println(regressor.predict(120, 4)[0]);
 * }
 * }</pre>
 *
 * <p>Prints each epoch and stops at 97 % of the validation images.
 *
 * <pre>{@code
 * Result result = Training.on(Data.mnist())
 *         .hidden(100)
 *         .onMeasured(System.out::println)
 *         .stopWhen(epoch -> epoch.accuracy() >= 0.97)
 *         .run();
 * System.out.println(result);
 * }</pre>
 *
 * <p>Saves a model, loads it, measures its test accuracy, and trains it further.
 *
 * <pre>{@code
 * Training training = Training.on(Data.mnist()).hidden(30).epochs(1);
 * training.run().save(file);
 * Model model = Model.load(file);
 * try (Classifier classifier = Classifier.of(model)) {
 *     System.out.println(classifier.score(Data.mnist()));
 * }
 * System.out.println(training.from(model).run());
 * }</pre>
 *
 * <p>Searches for the hyper-parameters that maximize the caller's objective.
 *
 * <pre>{@code
 * Training training = Training.on(Data.digits().trainSize(3000)).epochs(5);
 * Outcome outcome = HyperparameterSearch.create()
 *         .logarithmic("eta", 0.01, 10)
 *         .integer("neurons", 5, 50)
 *         .trials(12)
 *         .maximize(point -> {
 *             int neurons = point.integer("neurons");
 *             Training tried = training.hidden(neurons).eta(point.number("eta"));
 *             return tried.run().score() - 0.001 * neurons;
 *         });
 * System.out.println(outcome);
 * }</pre>
 *
 * <p>Serves 16 threads with one classifier.
 *
 * <pre>{@code
 * Data digits = Data.digits();
 * byte[] images = digits.test().images();
 * int pixels = digits.test().features();
 * try (Classifier classifier =
 *         Training.on(digits).hidden(30).epochs(1).run().classifier()) {
 *     ExecutorService server = Executors.newFixedThreadPool(16);
 *     for (int i = 0; i < 100; i++) {
 *         byte[] image = Arrays.copyOfRange(images, i * pixels, (i + 1) * pixels);
 *         server.submit(() -> System.out.println(classifier.predict(image)));
 *     }
 *     server.shutdown();
 *     server.awaitTermination(1, TimeUnit.MINUTES);
 * }
 * }</pre>
 *
 * <p>Prints the available devices, and trains on the faster one.
 *
 * <pre>{@code
 * for (Device device : Device.values()) {
 *     System.out.println(device + ": " + device.unavailableReason().orElse("available"));
 * }
 * Training training = Training.on(Data.digits()).hidden(30).epochs(1);
 * System.out.println(training.device(Device.AUTO).run().device());
 * }</pre>
 */
@NullMarked
package io.minibatch;

import org.jspecify.annotations.NullMarked;
