package io.minibatch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Tally;
import org.junit.jupiter.api.Test;

class MeasuresTest {
    private static final Tally.Totals ERRORS = new Tally.Totals(1, 0, 3, 6, 12);

    /** Means 2 and 20 of the outputs: variations 2 and 200. */
    @Test
    void r2_ofSeveralOutputs_poolsThem() {
        Measures measures = Measures.of(NumberData.of(new float[3], 1, new float[] {1, 10, 2, 20, 3, 30}, 2));
        assertEquals(1 - 12.0 / 202, measures.of(Quantity.R2, ERRORS, 0), 1e-12);
        assertEquals(2, measures.of(Quantity.MEAN_SQUARED_ERROR, ERRORS, 0));
        assertEquals(1, measures.of(Quantity.MEAN_ABSOLUTE_ERROR, ERRORS, 0));
        assertEquals(1 / 3.0 + 5, measures.of(Quantity.COST, ERRORS, 5));
    }

    @Test
    void r2_ofConstantValues_fallsWithTheSquaredError() {
        Measures measures = Measures.of(NumberData.of(new float[3], 1, new float[] {7, 7, 7}, 1));
        assertEquals(1 - 12.0 / 3, measures.of(Quantity.R2, ERRORS, 0));
        assertEquals(1, measures.of(Quantity.R2, new Tally.Totals(0, 0, 3), 0));
    }

    @Test
    void everythingButTheCost_isNaN_whereTheCostIsInfinite() {
        Measures measures = Measures.of(NumberData.of(new float[3], 1, new float[] {1, 2, 3}, 1));
        Tally.Totals infinite = new Tally.Totals(Double.POSITIVE_INFINITY, 0, 3, 1, 1);
        assertTrue(Double.isNaN(measures.of(Quantity.R2, infinite, 0)));
    }
}
