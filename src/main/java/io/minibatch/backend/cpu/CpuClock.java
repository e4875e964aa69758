package io.minibatch.backend.cpu;

import io.minibatch.backend.StepClock;
import java.util.HashMap;
import java.util.Map;

/** Counts the steps on the heap. */
final class CpuClock extends CpuMemory implements StepClock {
    private final int stepsPerEpoch;
    private final Map<Integer, float[]> dropoutFactors = new HashMap<>();
    private long seed;
    private int epoch;
    private int step;
    private int firstNonFinite;

    CpuClock(CpuBackend owner, int stepsPerEpoch) {
        super(owner);
        this.stepsPerEpoch = stepsPerEpoch;
    }

    @Override
    public int stepsPerEpoch() {
        return stepsPerEpoch;
    }

    void set(long newSeed, int newEpoch, int newStep) {
        seed = newSeed;
        epoch = newEpoch;
        step = newStep;
        firstNonFinite = 0;
    }

    void advance() {
        step++;
    }

    long seed() {
        return seed;
    }

    int epoch() {
        return epoch;
    }

    /** Returns how many steps were begun in the epoch. */
    int step() {
        return step;
    }

    /** Returns how many steps were begun since epoch 0 began. */
    long stepOfRun() {
        return (long) epoch * stepsPerEpoch + step;
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
            firstNonFinite = step;
        }
    }

    int firstNonFinite() {
        return firstNonFinite;
    }
}
