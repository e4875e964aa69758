package io.minibatch.backend.cpu;

import io.minibatch.backend.Batch;
import io.minibatch.random.Permutation;
import java.util.HashMap;
import java.util.Map;

/** The order of the examples and the place in it. */
final class CpuBatch extends CpuMemory implements Batch {
    private final CpuExamples examples;
    private final int capacity;
    private final int[] order;
    private final Map<Integer, float[]> dropoutFactors = new HashMap<>();
    private int start;
    private int valid;
    private int gathered;
    private int firstNonFinite;
    private long seed;
    private int epoch;

    CpuBatch(CpuBackend owner, CpuExamples examples, int capacity) {
        super(owner);
        this.examples = examples;
        this.capacity = capacity;
        this.order = new int[examples.size()];
        rewind();
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public CpuExamples examples() {
        return examples;
    }

    void rewind() {
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        restart(0, 0);
    }

    void shuffle(long newSeed, int newEpoch) {
        new Permutation(newSeed, newEpoch, order.length).fill(order);
        restart(newSeed, newEpoch);
    }

    private void restart(long newSeed, int newEpoch) {
        seed = newSeed;
        epoch = newEpoch;
        start = 0;
        valid = 0;
        gathered = 0;
        firstNonFinite = 0;
    }

    void advance() {
        start += valid;
        valid = Math.min(capacity, order.length - start);
        gathered++;
    }

    /** Returns how many rows of the current mini-batch hold an example. */
    int valid() {
        return valid;
    }

    /** Returns which example is in a valid row. */
    int example(int row) {
        return order[start + row];
    }

    int label(int row) {
        return examples.labels[example(row)] & 0xFF;
    }

    long seed() {
        return seed;
    }

    int epoch() {
        return epoch;
    }

    /** Returns how many mini-batches were gathered since the order began. */
    int gathered() {
        return gathered;
    }

    /** Returns how many mini-batches were gathered since epoch 0 began. */
    long step() {
        return (long) epoch * batchesPerEpoch() + gathered;
    }

    /** Returns where the dropout factors of a layer are kept from the way forwards to the way back. */
    float[] dropoutFactors(int layer, int size) {
        float[] kept = dropoutFactors.get(layer);
        if (kept == null || kept.length < size) {
            kept = new float[size];
            dropoutFactors.put(layer, kept);
        }
        return kept;
    }

    /** Called from any thread; all of them write the same number. */
    void metNonFinite() {
        if (firstNonFinite == 0) {
            firstNonFinite = gathered;
        }
    }

    int firstNonFinite() {
        return firstNonFinite;
    }
}
