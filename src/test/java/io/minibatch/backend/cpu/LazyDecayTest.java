package io.minibatch.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Elementwise;
import io.minibatch.backend.Rates;
import io.minibatch.backend.StepPlan;
import io.minibatch.backend.contract.Tolerance;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LazyDecayTest {
    private static final int INPUTS = 6;
    private static final int OUTPUTS = 3;
    private static final int STEPS_PER_EPOCH = 1000;
    private static final StepPlan.Layer LAYER =
            new StepPlan.Layer(INPUTS, OUTPUTS, Elementwise.SIGMOID, 0, 0, INPUTS * OUTPUTS);

    private final CpuBackend backend = new CpuBackend(1);
    private final CpuMatrix rates = new CpuMatrix(backend, 1, Rates.SIZE);
    private final CpuMatrix memory = new CpuMatrix(backend, 1, (INPUTS + 1) * OUTPUTS);
    private final CpuClock clock = new CpuClock(backend, STEPS_PER_EPOCH);
    private final SparseWeights weights = new SparseWeights(memory, LAYER);
    private final LazyDecay decay = new LazyDecay(rates, clock, List.of(weights));
    private final LazyDecay.End end = new LazyDecay.End(decay);
    private final double[] expected = new double[INPUTS * OUTPUTS];
    private final Random random = new Random(3);

    /** A step by both rules, with the gradient {@code xᵀ·δ} of an image that has two pixels. */
    private void step() {
        int[] entries = {random.nextInt(3) << 8 | random.nextInt(256), (3 + random.nextInt(3)) << 8 | 255};
        float[] delta = new float[SparseWeights.paddedWidth(OUTPUTS)];
        for (int j = 0; j < OUTPUTS; j++) {
            delta[j] = (float) (0.01 * random.nextGaussian());
        }
        clock.advance();
        decay.decay();
        weights.panel(0).scatter(entries, 0, entries.length, decay.gradientFactor(), delta, 0);
        end.run(0, 1);
        for (int i = 0; i < expected.length; i++) {
            expected[i] *= rates.data[Rates.PRODUCT + 1];
        }
        for (int entry : entries) {
            for (int j = 0; j < OUTPUTS; j++) {
                expected[(entry >>> 8) * OUTPUTS + j] += rates.data[Rates.PRODUCT] * ((entry & 255) / 255.0) * delta[j];
            }
        }
    }

    private void start(double eta, double lambda, int examples) {
        System.arraycopy(new Rates(eta, 0, 0, 0, lambda / examples, 0, 0).pack(), 0, rates.data, 0, Rates.SIZE);
        for (int i = 0; i < expected.length; i++) {
            memory.data[i] = (float) random.nextGaussian();
            expected[i] = memory.data[i];
        }
        decay.open();
    }

    private void checkMemory() {
        end.afterSteps();
        float[] stored = new float[expected.length];
        System.arraycopy(memory.data, 0, stored, 0, stored.length);
        Tolerance.checkNorm(expected, stored, 1e-4);
    }

    /** ηλ/n from 1e-7 to 1.5. */
    @ParameterizedTest
    @CsvSource({
        "0.01, 50000",
        "5, 50000",
        "1000, 50000",
        "100, 1000",
        "1000, 1000",
        "180, 100",
        "199.9999, 100",
        "200, 100",
        "300, 100",
        "0, 50000",
    })
    void weights_over100000Steps_areThoseOfThePlainRule(double lambda, int examples) {
        start(0.5, lambda, examples);
        for (int epoch = 0; epoch < 100; epoch++) {
            clock.set(1, epoch, 0);
            for (int i = 0; i < STEPS_PER_EPOCH; i++) {
                step();
                float s = decay.factor();
                assertTrue(s >= 0x1p-20f && s <= 1, () -> "s = " + s);
                assertTrue(Math.abs(decay.gradientFactor()) <= 0.5 * 0x1p20, () -> "−η/s = " + decay.gradientFactor());
                if (i == STEPS_PER_EPOCH / 2) {
                    checkMemory();
                }
            }
            checkMemory();
        }
    }

    /** β is −4: a few steps are enough until the plain rule overflows, too. */
    @ParameterizedTest
    @CsvSource({"1000, 100", "600, 100"})
    void weights_decayAboveOne_growAsByThePlainRule(double lambda, int examples) {
        start(0.5, lambda, examples);
        for (int i = 0; i < 50; i++) {
            step();
            checkMemory();
        }
    }

    @ParameterizedTest
    @CsvSource({"0.01, 50000", "1000, 1000", "300, 100"})
    void memory_atTheEndOfAnEpoch_holdsTheWeightsToTheBit(double lambda, int examples) {
        start(0.5, lambda, examples);
        for (int i = 0; i < STEPS_PER_EPOCH; i++) {
            step();
        }
        end.afterSteps();
        assertEquals(1, decay.factor());
        SparseWeights resumed = new SparseWeights(memory, LAYER);
        resumed.load();
        assertArrayEquals(weights.panel(0).data(), resumed.panel(0).data());
    }
}
