package io.minibatch.backend.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import io.minibatch.backend.VectorModule;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * In Java's Vector API, two vectors of columns together. Successive elements go to four sets of registers in turn, so
 * that an addition does not wait for the one before.
 *
 * <p>To be touched only where {@link VectorModule#isPresent()}.
 */
record VectorRowProduct() implements RowProduct {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int COLUMNS = 2 * LANES;

    @Override
    public int columns() {
        return COLUMNS;
    }

    @Override
    public void multiply(NonZeroRows x, int row, Rows w, float[] z, int at) {
        float[] b = w.data();
        int[] p = x.positions();
        float[] values = x.values();
        int start = w.start();
        int end = x.ends()[row];
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector t0 = s0;
        FloatVector t1 = s0;
        FloatVector u0 = s0;
        FloatVector u1 = s0;
        FloatVector v0 = s0;
        FloatVector v1 = s0;
        int e = x.start(row);
        for (; e + 3 < end; e += 4) {
            int i = start + p[e] * COLUMNS;
            FloatVector value = broadcast(SPECIES, values[e]);
            s0 = value.fma(fromArray(SPECIES, b, i), s0);
            s1 = value.fma(fromArray(SPECIES, b, i + LANES), s1);
            i = start + p[e + 1] * COLUMNS;
            value = broadcast(SPECIES, values[e + 1]);
            t0 = value.fma(fromArray(SPECIES, b, i), t0);
            t1 = value.fma(fromArray(SPECIES, b, i + LANES), t1);
            i = start + p[e + 2] * COLUMNS;
            value = broadcast(SPECIES, values[e + 2]);
            u0 = value.fma(fromArray(SPECIES, b, i), u0);
            u1 = value.fma(fromArray(SPECIES, b, i + LANES), u1);
            i = start + p[e + 3] * COLUMNS;
            value = broadcast(SPECIES, values[e + 3]);
            v0 = value.fma(fromArray(SPECIES, b, i), v0);
            v1 = value.fma(fromArray(SPECIES, b, i + LANES), v1);
        }
        for (; e < end; e++) {
            int i = start + p[e] * COLUMNS;
            FloatVector value = broadcast(SPECIES, values[e]);
            s0 = value.fma(fromArray(SPECIES, b, i), s0);
            s1 = value.fma(fromArray(SPECIES, b, i + LANES), s1);
        }
        // One has an exact type. Of a sum that a loop leaves the compiler may not know it, and would make it an object.
        FloatVector one = broadcast(SPECIES, 1);
        one.mul(s0.add(t0).add(u0.add(v0))).intoArray(z, at);
        one.mul(s1.add(t1).add(u1.add(v1))).intoArray(z, at + LANES);
    }
}
