package io.minibatch.benchmark;

import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Inputs;
import io.minibatch.data.DataListener;
import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import io.minibatch.data.Dataset;
import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Predictions;
import io.minibatch.network.SharedNetwork;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Answers of a network that threads share, for the test images in turn: one image as bytes and as numbers, 1,000 images
 * in a call, and 16 threads of one image each, the time of a call on each of them. Calls are sampled: their median does
 * not depend on the few that were interrupted.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ClassifierBenchmark {
    private static final int IMAGES = 1000;
    private static final int THREADS = 16;

    @Param("cpu")
    private String backend;

    @Param("1")
    private int threads;

    @Param("auto")
    private String gemm;

    @Param({"784-30-10", "784-100-10", "784-800-800-10"})
    private String layers;

    private SharedNetwork network;
    private Inputs.Bytes thousand;
    private byte[][] images;
    private float[][] numbers;
    private Predictions expected;

    /** The output buffers of each thread. */
    @State(Scope.Thread)
    public static class Place {
        private final float[] outputs = new float[10];
        private int next;

        int next() {
            next = next + 1 < IMAGES ? next + 1 : 0;
            return next;
        }
    }

    @Setup
    public void open() {
        List<Integer> sizes = Stream.of(layers.split("-")).map(Integer::valueOf).toList();
        Dataset test = DataLoader.standard()
                .load(DataOptions.defaults().withoutDownload(), DataListener.NONE)
                .testOrValidation();
        int width = test.features();
        thousand = new Inputs.Bytes(Arrays.copyOf(test.images(), IMAGES * width), width);
        images = new byte[IMAGES][];
        numbers = new float[IMAGES][width];
        for (int i = 0; i < IMAGES; i++) {
            images[i] = Arrays.copyOfRange(thousand.values(), i * width, (i + 1) * width);
            for (int j = 0; j < width; j++) {
                numbers[i][j] = (images[i][j] & 0xFF) / 255f;
            }
        }
        BackendOptions options = BackendOptions.withThreads(threads).withGemm(gemm);
        network = SharedNetwork.owning(
                Backends.open(backend, options).backend(),
                Initializer.DEFAULT.initialize(Architecture.sigmoid(sizes, Cost.CROSS_ENTROPY), 1));
        expected = network.predict(thousand);
    }

    /** Checks that the last answer is that of its image. */
    private void check(Place place) {
        int from = place.next * place.outputs.length;
        if (!Arrays.equals(
                place.outputs, 0, place.outputs.length, expected.outputs(), from, from + place.outputs.length)) {
            throw new IllegalStateException("image " + place.next + " has other outputs");
        }
    }

    @TearDown
    public void close() {
        Place place = new Place();
        network.predict(images[place.next()], place.outputs);
        check(place);
        network.close();
    }

    @Benchmark
    public int oneImage(Place place) {
        return network.predict(images[place.next()], place.outputs);
    }

    @Benchmark
    public int oneImageOfNumbers(Place place) {
        return network.predict(numbers[place.next()], place.outputs);
    }

    @Benchmark
    public Predictions thousandImages() {
        return network.predict(thousand);
    }

    @Benchmark
    @Threads(THREADS)
    public int sixteenThreads(Place place) {
        return network.predict(images[place.next()], place.outputs);
    }
}
