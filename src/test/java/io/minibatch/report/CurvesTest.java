package io.minibatch.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.train.History;
import io.minibatch.train.Measurement;
import io.minibatch.train.Monitor;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurvesTest {
    private static final Set<Monitor> ALL = EnumSet.allOf(Monitor.class);

    /** Below the titles and the legends, which have the colours too. */
    private static final int PLOT_TOP = 100;

    @Test
    void draw_everythingMonitored_bothPanelsShowBothCurves() {
        BufferedImage picture = Curves.draw(history(5, ALL, epoch -> 1 / epoch), "title");
        assertEquals(1400, picture.getWidth());
        assertEquals(520, picture.getHeight());
        for (int panel = 0; panel < 2; panel++) {
            assertTrue(plotHas(picture, panel, Curves.TRAINING), "training in panel " + panel);
            assertTrue(plotHas(picture, panel, Curves.EVALUATION), "evaluation in panel " + panel);
        }
    }

    @Test
    void draw_evaluationAccuracyOnly_leavesOutAllElse() {
        Set<Monitor> monitors = EnumSet.of(Monitor.EVALUATION_ACCURACY);
        BufferedImage picture = Curves.draw(history(5, monitors, epoch -> 0.9), "title");
        assertEquals(700, picture.getWidth());
        assertTrue(plotHas(picture, 0, Curves.EVALUATION));
        assertFalse(plotHas(picture, 0, Curves.TRAINING));
    }

    @Test
    void draw_nothingMonitored_saysSoInOnePanel() {
        BufferedImage picture = Curves.draw(history(5, Set.of(), epoch -> 1), "");
        assertEquals(700, picture.getWidth());
        assertTrue(hasInk(picture));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void draw_noFiniteValue_isAsIfNothingWasMonitored(double value) {
        assertEquals(700, Curves.draw(history(5, ALL, epoch -> value), "").getWidth());
    }

    @Test
    void draw_someValuesNotFinite_drawsTheOthers() {
        BufferedImage picture = Curves.draw(history(5, ALL, epoch -> epoch == 3 ? Double.NaN : epoch), "");
        assertTrue(plotHas(picture, 0, Curves.EVALUATION));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 12, 13, 40})
    void draw_anyNumberOfEpochs_showsPoints(int epochs) {
        BufferedImage picture = Curves.draw(history(epochs, ALL, epoch -> 1 / epoch), "");
        assertTrue(plotHas(picture, 0, Curves.EVALUATION));
        assertTrue(plotHas(picture, 1, Curves.EVALUATION));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-300, 1e-12, 1e-7, 0.5, 1, 1e7, 1e30})
    void draw_constantOrNearlySo_showsPoints(double value) {
        for (double change : new double[] {0, 1e-15, 1e-9, 1e-6, 1e-5}) {
            BufferedImage picture = Curves.draw(history(5, ALL, epoch -> value * (1 + change * epoch)), "");
            assertTrue(plotHas(picture, 0, Curves.EVALUATION), value + " changing by " + change);
        }
    }

    @Test
    void bestInWords_namesTheFirstOfEquals() {
        History history = history(5, ALL, epoch -> epoch >= 3 ? 0.9795 : 0.5);
        Curve accuracy = Curve.of(history, Monitor.EVALUATION_ACCURACY, Curves.EVALUATION);
        assertEquals(Optional.of("best validation: 97.95 % at epoch 3"), accuracy.describeBest());
        assertEquals(
                Optional.empty(),
                Curve.of(history, Monitor.TRAINING_ACCURACY, Curves.TRAINING).describeBest());
    }

    private static History history(int epochs, Set<Monitor> monitors, DoubleUnaryOperator value) {
        List<Measurement> measurements = new ArrayList<>();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            Map<Monitor, Double> values = new EnumMap<>(Monitor.class);
            for (Monitor monitor : monitors) {
                boolean training = monitor == Monitor.TRAINING_COST || monitor == Monitor.TRAINING_ACCURACY;
                values.put(monitor, value.applyAsDouble(epoch) * (training ? 0.9 : 1));
            }
            measurements.add(new Measurement(epoch, values, 3, epoch, 1000));
        }
        return new History(measurements);
    }

    private static boolean plotHas(BufferedImage picture, int panel, Color color) {
        for (int y = PLOT_TOP; y < picture.getHeight(); y++) {
            for (int x = 700 * panel; x < 700 * (panel + 1); x++) {
                if (picture.getRGB(x, y) == color.getRGB()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean hasInk(BufferedImage picture) {
        return plotHas(picture, 0, Picture.INK);
    }
}
