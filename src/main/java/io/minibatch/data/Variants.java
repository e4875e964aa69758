package io.minibatch.data;

import io.minibatch.backend.Augmentation;
import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Matrix;
import io.minibatch.random.Permutation;
import java.util.function.IntConsumer;

/** Copies that a device makes: copy i is what training with the same seed and the same examples sees in epoch i. */
public final class Variants implements Copies, AutoCloseable {
    private static final int CAPACITY = 1000;

    private final Backend backend;
    private final Augmentation augmentation;
    private final Request request;
    private final Examples examples;
    private final Batch batch;
    private final Matrix x;

    /** Number of images and of variants of each, and the seed of their random numbers. */
    private record Request(int size, int count, long seed) {}

    /**
     * Uploads the data.
     *
     * @param backend outlives this
     * @param count how many copies are to be made
     */
    public Variants(Backend backend, Dataset data, Augmentation augmentation, int count, long seed) {
        this.backend = backend;
        this.augmentation = augmentation;
        this.request = new Request(data.size(), count, seed);
        this.examples = backend.upload(data.examples());
        this.batch = backend.allocateBatch(examples, Math.min(CAPACITY, data.size()));
        this.x = backend.allocate(batch.capacity(), data.features());
    }

    @Override
    public int count() {
        return request.count;
    }

    @Override
    public byte[] images(int copy, IntConsumer made) {
        int features = examples.features();
        byte[] images = new byte[request.size * features];
        float[] rows = new float[x.size()];
        Permutation order = new Permutation(request.seed, copy, request.size);
        backend.shuffle(batch, request.seed, copy);
        for (int start = 0; start < request.size; start += batch.capacity()) {
            int count = Math.min(batch.capacity(), request.size - start);
            backend.augment(batch, augmentation, x);
            backend.download(x, rows);
            for (int row = 0; row < count; row++) {
                int target = order.at(start + row) * features;
                for (int i = 0; i < features; i++) {
                    images[target + i] = (byte) Math.round(255 * rows[row * features + i]);
                }
            }
            made.accept(count);
        }
        return images;
    }

    @Override
    public void close() {
        x.close();
        batch.close();
        examples.close();
    }
}
