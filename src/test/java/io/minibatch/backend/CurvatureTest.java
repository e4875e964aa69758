package io.minibatch.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.contract.Reference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The second derivatives of the functions, against central differences of their values. */
class CurvatureTest {
    /** Beside the kinks at 0, and where f' is far enough from 0 to divide by it. */
    private static final double[] INPUTS = {-3, -1.5, -0.4, -0.05, 0.05, 0.4, 1.5, 3};

    private static final double H = 1e-4;

    @ParameterizedTest
    @EnumSource(Elementwise.class)
    void curvature_ofFunctionOfItsValue_equalsTheSecondDifference(Elementwise function) {
        if (function.derivativeNeedsInput()) {
            assertTrue(function.curvature().isEmpty());
            return;
        }
        Curvature curvature = function.curvature().orElseThrow();
        for (double z : INPUTS) {
            double second = (Reference.apply(function, z + H)
                            - 2 * Reference.apply(function, z)
                            + Reference.apply(function, z - H))
                    / (H * H);
            double given = curvature.derivativeOf() == null
                    ? Reference.apply(function, z)
                    : Reference.derivative(curvature.derivativeOf(), z);
            double actual = (curvature.constant() + curvature.factor() * given) * Reference.derivative(function, z);
            assertEquals(second, actual, 1e-6, function + " at " + z);
        }
    }
}
