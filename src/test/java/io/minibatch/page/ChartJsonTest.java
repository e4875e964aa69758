package io.minibatch.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.report.Chart;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChartJsonTest {
    @Test
    void chart_hasNullForWhatJsonCannotWrite() {
        Chart chart = new Chart(
                "title",
                new Chart.Axis("x", true, 1, Double.NaN),
                new Chart.Axis("y", false, Double.NEGATIVE_INFINITY, 3),
                List.of(new Chart.Series(
                        "one",
                        new double[] {1, 2},
                        new double[] {Double.NaN, Double.POSITIVE_INFINITY},
                        new double[0],
                        Chart.Style.POINTS)));
        assertEquals(
                "{\"title\":\"title\",\"x\":{\"title\":\"x\",\"logarithmic\":true,\"low\":1.0},"
                        + "\"y\":{\"title\":\"y\",\"logarithmic\":false,\"high\":3.0},"
                        + "\"series\":[{\"name\":\"one\",\"style\":\"POINTS\",\"x\":[1.0,2.0],\"y\":[null,null],\"spread\":[]}]}",
                ChartJson.of(chart).toString());
    }
}
