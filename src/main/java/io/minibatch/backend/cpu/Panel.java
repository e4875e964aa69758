package io.minibatch.backend.cpu;

import io.minibatch.backend.VectorModule;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A few vectors of columns of a matrix, its rows one after the other, and its products with lists of {@link NonZeros}:
 * an entry e stands for row {@code e >>> 8} times {@code (e & 255)/255}.
 *
 * <p>The sums of a panel of three or four vectors are kept in two sets of registers, those of a narrow one in four, one
 * for each of successive entries, so that an addition does not wait for the one before. To be touched only where
 * {@link VectorModule#isPresent()}.
 *
 * @param start where the first row begins
 * @param vectors of a row, from {@link #NARROW} to {@link #WIDE}
 */
record Panel(float[] data, int start, int vectors) {
    static final int WIDE = 4;
    static final int MIDDLE = 3;
    static final int NARROW = 2;

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();

    /** Rows of each thread's own panel. */
    static final int SCRATCH = 128;

    /** One array a thread, so that a step allocates nothing. */
    private static final ThreadLocal<Panel[]> SCRATCHES = ThreadLocal.withInitial(() -> {
        float[] data = AlignedArray.allocate(SCRATCH * WIDE * LANES);
        return IntStream.rangeClosed(0, WIDE)
                .mapToObj(vectors -> new Panel(data, AlignedArray.START, vectors))
                .toArray(Panel[]::new);
    });

    /** Returns this thread's panel of {@link #SCRATCH} rows; those of any width share their memory. */
    static Panel scratch(int vectors) {
        return SCRATCHES.get()[vectors];
    }

    /** Returns how many elements a row has. */
    int width() {
        return vectors * LANES;
    }

    /** Returns where a row begins. */
    int row(int index) {
        return start + index * width();
    }

    /**
     * {@code c ← scale·Σ valueₑ·rowₑ}, or {@code c ← c + scale·Σ valueₑ·rowₑ}, over the entries from {@code from} to
     * before {@code to}.
     *
     * @param c a row of {@link #width()} elements from {@code at} on, modified
     */
    void sum(int[] entries, int from, int to, float scale, boolean add, float[] c, int at) {
        switch (vectors) {
            case WIDE -> sumWide(entries, from, to, scale, add, c, at);
            case MIDDLE -> sumMiddle(entries, from, to, scale, add, c, at);
            default -> sumNarrow(entries, from, to, scale, add, c, at);
        }
    }

    /**
     * {@code rowₑ ← rowₑ + scale·valueₑ·d} for the entries from {@code from} to before {@code to}.
     *
     * @param d a row of {@link #width()} elements from {@code at} on
     */
    void scatter(int[] entries, int from, int to, float scale, float[] d, int at) {
        switch (vectors) {
            case WIDE -> scatterWide(entries, from, to, scale, d, at);
            case MIDDLE -> scatterMiddle(entries, from, to, scale, d, at);
            default -> scatterNarrow(entries, from, to, scale, d, at);
        }
    }

    /**
     * {@code p ← p + factor·this} for the elements {@code from} to before {@code to}, whole vectors in the same place
     * of both.
     */
    void addTo(Panel p, int from, int to, float factor) {
        float[] target = p.data;
        FloatVector f = FloatVector.broadcast(SPECIES, factor);
        for (int i = from; i < to; i += LANES) {
            f.fma(FloatVector.fromArray(SPECIES, data, i), FloatVector.fromArray(SPECIES, target, i))
                    .intoArray(target, i);
        }
    }

    private void sumWide(int[] entries, int from, int to, float scale, boolean add, float[] c, int at) {
        float[] b = data;
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector t0 = s0;
        FloatVector t1 = s0;
        FloatVector t2 = s0;
        FloatVector t3 = s0;
        int e = from;
        for (; e + 1 < to; e += 2) {
            int i = start + (entries[e] >>> 8) * WIDE * LANES;
            FloatVector v = FloatVector.broadcast(SPECIES, NonZeros.SCALED[entries[e] & 0xFF]);
            s0 = v.fma(FloatVector.fromArray(SPECIES, b, i), s0);
            s1 = v.fma(FloatVector.fromArray(SPECIES, b, i + LANES), s1);
            s2 = v.fma(FloatVector.fromArray(SPECIES, b, i + 2 * LANES), s2);
            s3 = v.fma(FloatVector.fromArray(SPECIES, b, i + 3 * LANES), s3);
            i = start + (entries[e + 1] >>> 8) * WIDE * LANES;
            v = FloatVector.broadcast(SPECIES, NonZeros.SCALED[entries[e + 1] & 0xFF]);
            t0 = v.fma(FloatVector.fromArray(SPECIES, b, i), t0);
            t1 = v.fma(FloatVector.fromArray(SPECIES, b, i + LANES), t1);
            t2 = v.fma(FloatVector.fromArray(SPECIES, b, i + 2 * LANES), t2);
            t3 = v.fma(FloatVector.fromArray(SPECIES, b, i + 3 * LANES), t3);
        }
        if (e < to) {
            int i = start + (entries[e] >>> 8) * WIDE * LANES;
            FloatVector v = FloatVector.broadcast(SPECIES, NonZeros.SCALED[entries[e] & 0xFF]);
            s0 = v.fma(FloatVector.fromArray(SPECIES, b, i), s0);
            s1 = v.fma(FloatVector.fromArray(SPECIES, b, i + LANES), s1);
            s2 = v.fma(FloatVector.fromArray(SPECIES, b, i + 2 * LANES), s2);
            s3 = v.fma(FloatVector.fromArray(SPECIES, b, i + 3 * LANES), s3);
        }
        FloatVector factor = FloatVector.broadcast(SPECIES, scale);
        if (add) {
            factor.fma(s0.add(t0), FloatVector.fromArray(SPECIES, c, at)).intoArray(c, at);
            factor.fma(s1.add(t1), FloatVector.fromArray(SPECIES, c, at + LANES))
                    .intoArray(c, at + LANES);
            factor.fma(s2.add(t2), FloatVector.fromArray(SPECIES, c, at + 2 * LANES))
                    .intoArray(c, at + 2 * LANES);
            factor.fma(s3.add(t3), FloatVector.fromArray(SPECIES, c, at + 3 * LANES))
                    .intoArray(c, at + 3 * LANES);
        } else {
            factor.mul(s0.add(t0)).intoArray(c, at);
            factor.mul(s1.add(t1)).intoArray(c, at + LANES);
            factor.mul(s2.add(t2)).intoArray(c, at + 2 * LANES);
            factor.mul(s3.add(t3)).intoArray(c, at + 3 * LANES);
        }
    }

    private void sumMiddle(int[] entries, int from, int to, float scale, boolean add, float[] c, int at) {
        float[] b = data;
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector t0 = s0;
        FloatVector t1 = s0;
        FloatVector t2 = s0;
        int e = from;
        for (; e + 1 < to; e += 2) {
            int i = start + (entries[e] >>> 8) * MIDDLE * LANES;
            FloatVector v = FloatVector.broadcast(SPECIES, NonZeros.SCALED[entries[e] & 0xFF]);
            s0 = v.fma(FloatVector.fromArray(SPECIES, b, i), s0);
            s1 = v.fma(FloatVector.fromArray(SPECIES, b, i + LANES), s1);
            s2 = v.fma(FloatVector.fromArray(SPECIES, b, i + 2 * LANES), s2);
            i = start + (entries[e + 1] >>> 8) * MIDDLE * LANES;
            v = FloatVector.broadcast(SPECIES, NonZeros.SCALED[entries[e + 1] & 0xFF]);
            t0 = v.fma(FloatVector.fromArray(SPECIES, b, i), t0);
            t1 = v.fma(FloatVector.fromArray(SPECIES, b, i + LANES), t1);
            t2 = v.fma(FloatVector.fromArray(SPECIES, b, i + 2 * LANES), t2);
        }
        if (e < to) {
            int i = start + (entries[e] >>> 8) * MIDDLE * LANES;
            FloatVector v = FloatVector.broadcast(SPECIES, NonZeros.SCALED[entries[e] & 0xFF]);
            s0 = v.fma(FloatVector.fromArray(SPECIES, b, i), s0);
            s1 = v.fma(FloatVector.fromArray(SPECIES, b, i + LANES), s1);
            s2 = v.fma(FloatVector.fromArray(SPECIES, b, i + 2 * LANES), s2);
        }
        FloatVector factor = FloatVector.broadcast(SPECIES, scale);
        if (add) {
            factor.fma(s0.add(t0), FloatVector.fromArray(SPECIES, c, at)).intoArray(c, at);
            factor.fma(s1.add(t1), FloatVector.fromArray(SPECIES, c, at + LANES))
                    .intoArray(c, at + LANES);
            factor.fma(s2.add(t2), FloatVector.fromArray(SPECIES, c, at + 2 * LANES))
                    .intoArray(c, at + 2 * LANES);
        } else {
            factor.mul(s0.add(t0)).intoArray(c, at);
            factor.mul(s1.add(t1)).intoArray(c, at + LANES);
            factor.mul(s2.add(t2)).intoArray(c, at + 2 * LANES);
        }
    }

    private void sumNarrow(int[] entries, int from, int to, float scale, boolean add, float[] c, int at) {
        float[] b = data;
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector t0 = s0;
        FloatVector t1 = s0;
        FloatVector u0 = s0;
        FloatVector u1 = s0;
        FloatVector w0 = s0;
        FloatVector w1 = s0;
        int e = from;
        for (; e + 3 < to; e += 4) {
            int i = start + (entries[e] >>> 8) * NARROW * LANES;
            FloatVector v = FloatVector.broadcast(SPECIES, NonZeros.SCALED[entries[e] & 0xFF]);
            s0 = v.fma(FloatVector.fromArray(SPECIES, b, i), s0);
            s1 = v.fma(FloatVector.fromArray(SPECIES, b, i + LANES), s1);
            i = start + (entries[e + 1] >>> 8) * NARROW * LANES;
            v = FloatVector.broadcast(SPECIES, NonZeros.SCALED[entries[e + 1] & 0xFF]);
            t0 = v.fma(FloatVector.fromArray(SPECIES, b, i), t0);
            t1 = v.fma(FloatVector.fromArray(SPECIES, b, i + LANES), t1);
            i = start + (entries[e + 2] >>> 8) * NARROW * LANES;
            v = FloatVector.broadcast(SPECIES, NonZeros.SCALED[entries[e + 2] & 0xFF]);
            u0 = v.fma(FloatVector.fromArray(SPECIES, b, i), u0);
            u1 = v.fma(FloatVector.fromArray(SPECIES, b, i + LANES), u1);
            i = start + (entries[e + 3] >>> 8) * NARROW * LANES;
            v = FloatVector.broadcast(SPECIES, NonZeros.SCALED[entries[e + 3] & 0xFF]);
            w0 = v.fma(FloatVector.fromArray(SPECIES, b, i), w0);
            w1 = v.fma(FloatVector.fromArray(SPECIES, b, i + LANES), w1);
        }
        for (; e < to; e++) {
            int i = start + (entries[e] >>> 8) * NARROW * LANES;
            FloatVector v = FloatVector.broadcast(SPECIES, NonZeros.SCALED[entries[e] & 0xFF]);
            s0 = v.fma(FloatVector.fromArray(SPECIES, b, i), s0);
            s1 = v.fma(FloatVector.fromArray(SPECIES, b, i + LANES), s1);
        }
        FloatVector factor = FloatVector.broadcast(SPECIES, scale);
        FloatVector sum0 = s0.add(t0).add(u0.add(w0));
        FloatVector sum1 = s1.add(t1).add(u1.add(w1));
        if (add) {
            factor.fma(sum0, FloatVector.fromArray(SPECIES, c, at)).intoArray(c, at);
            factor.fma(sum1, FloatVector.fromArray(SPECIES, c, at + LANES)).intoArray(c, at + LANES);
        } else {
            factor.mul(sum0).intoArray(c, at);
            factor.mul(sum1).intoArray(c, at + LANES);
        }
    }

    private void scatterWide(int[] entries, int from, int to, float scale, float[] d, int at) {
        float[] b = data;
        FloatVector factor = FloatVector.broadcast(SPECIES, scale);
        FloatVector d0 = factor.mul(FloatVector.fromArray(SPECIES, d, at));
        FloatVector d1 = factor.mul(FloatVector.fromArray(SPECIES, d, at + LANES));
        FloatVector d2 = factor.mul(FloatVector.fromArray(SPECIES, d, at + 2 * LANES));
        FloatVector d3 = factor.mul(FloatVector.fromArray(SPECIES, d, at + 3 * LANES));
        for (int e = from; e < to; e++) {
            int i = start + (entries[e] >>> 8) * WIDE * LANES;
            FloatVector v = FloatVector.broadcast(SPECIES, NonZeros.SCALED[entries[e] & 0xFF]);
            v.fma(d0, FloatVector.fromArray(SPECIES, b, i)).intoArray(b, i);
            v.fma(d1, FloatVector.fromArray(SPECIES, b, i + LANES)).intoArray(b, i + LANES);
            v.fma(d2, FloatVector.fromArray(SPECIES, b, i + 2 * LANES)).intoArray(b, i + 2 * LANES);
            v.fma(d3, FloatVector.fromArray(SPECIES, b, i + 3 * LANES)).intoArray(b, i + 3 * LANES);
        }
    }

    private void scatterMiddle(int[] entries, int from, int to, float scale, float[] d, int at) {
        float[] b = data;
        FloatVector factor = FloatVector.broadcast(SPECIES, scale);
        FloatVector d0 = factor.mul(FloatVector.fromArray(SPECIES, d, at));
        FloatVector d1 = factor.mul(FloatVector.fromArray(SPECIES, d, at + LANES));
        FloatVector d2 = factor.mul(FloatVector.fromArray(SPECIES, d, at + 2 * LANES));
        for (int e = from; e < to; e++) {
            int i = start + (entries[e] >>> 8) * MIDDLE * LANES;
            FloatVector v = FloatVector.broadcast(SPECIES, NonZeros.SCALED[entries[e] & 0xFF]);
            v.fma(d0, FloatVector.fromArray(SPECIES, b, i)).intoArray(b, i);
            v.fma(d1, FloatVector.fromArray(SPECIES, b, i + LANES)).intoArray(b, i + LANES);
            v.fma(d2, FloatVector.fromArray(SPECIES, b, i + 2 * LANES)).intoArray(b, i + 2 * LANES);
        }
    }

    private void scatterNarrow(int[] entries, int from, int to, float scale, float[] d, int at) {
        float[] b = data;
        FloatVector factor = FloatVector.broadcast(SPECIES, scale);
        FloatVector d0 = factor.mul(FloatVector.fromArray(SPECIES, d, at));
        FloatVector d1 = factor.mul(FloatVector.fromArray(SPECIES, d, at + LANES));
        for (int e = from; e < to; e++) {
            int i = start + (entries[e] >>> 8) * NARROW * LANES;
            FloatVector v = FloatVector.broadcast(SPECIES, NonZeros.SCALED[entries[e] & 0xFF]);
            v.fma(d0, FloatVector.fromArray(SPECIES, b, i)).intoArray(b, i);
            v.fma(d1, FloatVector.fromArray(SPECIES, b, i + LANES)).intoArray(b, i + LANES);
        }
    }
}
