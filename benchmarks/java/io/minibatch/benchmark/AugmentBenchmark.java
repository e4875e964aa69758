package io.minibatch.benchmark;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Batch;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Step;
import io.minibatch.data.AugmentationPreset;
import io.minibatch.data.DataListener;
import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import io.minibatch.data.Dataset;
import io.minibatch.data.Selection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Variants of images in mini-batches of 100, nothing else: what {@code augment} adds to a training step. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class AugmentBenchmark {
    private static final int IMAGES = 10_000;
    private static final int BATCH = 100;

    @Param("cpu")
    private String backend;

    @Param({"1", "2"})
    private int threads;

    @Param({"none", "simard-affine", "simard-elastic", "ciresan"})
    private String augmentation;

    private Backend device;
    private Examples examples;
    private Batch batch;
    private Matrix x;
    private Step step;

    /** Uses MNIST where it is found without the network, else the built-in digits. */
    @Setup
    public void open() {
        Dataset data = DataLoader.standard()
                .load(
                        DataOptions.defaults().withoutDownload().with(new Selection(List.of(), IMAGES, 0)),
                        DataListener.NONE)
                .training();
        device = Backends.open(backend, BackendOptions.withThreads(threads)).backend();
        examples = device.upload(data.images(), data.labels(), data.features(), data.outputs());
        batch = device.allocateBatch(examples, BATCH);
        x = device.allocate(BATCH, data.features());
        Augmentation variants = switch (augmentation) {
            case "none" -> Augmentation.none(data.rows(), data.columns());
            case "simard-affine" -> AugmentationPreset.SIMARD_AFFINE.of(data.rows(), data.columns());
            case "simard-elastic" -> AugmentationPreset.SIMARD_ELASTIC.of(data.rows(), data.columns());
            default -> AugmentationPreset.CIRESAN.of(data.rows(), data.columns());
        };
        step = device.record(() -> device.augment(batch, variants, x));
        System.out.println("# " + device.name() + ", " + device.device());
    }

    @Benchmark
    @OperationsPerInvocation(IMAGES)
    public void images() {
        device.shuffle(batch, 1, 0);
        step.run(IMAGES / BATCH);
        device.synchronize();
    }

    /** A fast wrong answer is no result: there must be ink. */
    @TearDown
    public void check() {
        float[] pixels = new float[x.size()];
        device.download(x, pixels);
        double ink = 0;
        for (float pixel : pixels) {
            ink += pixel;
        }
        if (!(ink > 0.05 * pixels.length && ink < 0.3 * pixels.length)) {
            throw new IllegalStateException("the mean pixel is " + ink / pixels.length);
        }
        device.close();
    }
}
