package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.classes;
import static io.minibatch.backend.contract.Samples.random;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.Batch;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Targets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mini-batch in which a training diverged. */
interface FirstNonFiniteContract extends TestedBackend {
    @Test
    default void firstNonFinite_namesTheMiniBatch() {
        Batch batch = backend().allocateBatch(examples(new byte[6], 6, 1), 2);
        Matrix x = backend().allocate(2, 1);
        Matrix delta = backend().allocate(2, classes());
        Matrix good = backend().allocate(2, classes());
        float[] broken = new float[2 * classes()];
        broken[classes()] = Float.NaN;
        backend().gather(batch, x);
        backend().outputDelta(batch, Targets.ONE_HOT, good, delta);
        assertEquals(0, backend().firstNonFinite(batch, good));
        backend().gather(batch, x);
        backend().outputDelta(batch, Targets.ONE_HOT, matrix(2, classes(), broken), delta);
        backend().gather(batch, x);
        backend().outputDelta(batch, Targets.ONE_HOT, matrix(2, classes(), broken), delta);
        assertEquals(2, backend().firstNonFinite(batch, good));
        backend().shuffle(batch, 1, 1);
        assertEquals(0, backend().firstNonFinite(batch, good));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    default void firstNonFinite_ofParameters_isTheLastMiniBatch(float value) {
        Batch batch = backend().allocateBatch(examples(new byte[6], 6, 1), 2);
        Matrix x = backend().allocate(2, 1);
        float[] parameters = random(1, 2049);
        assertEquals(0, backend().firstNonFinite(batch, matrix(1, 2049, parameters)));
        parameters[2048] = value;
        Matrix broken = matrix(1, 2049, parameters);
        assertEquals(1, backend().firstNonFinite(batch, broken));
        backend().rewind(batch);
        backend().gather(batch, x);
        backend().gather(batch, x);
        assertEquals(2, backend().firstNonFinite(batch, broken));
    }
}
