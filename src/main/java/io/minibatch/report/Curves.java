package io.minibatch.report;

import io.minibatch.io.OptionalLibrary;
import io.minibatch.train.History;
import io.minibatch.train.Monitor;
import io.minibatch.train.Score;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Learning curves: cost and score over epochs. */
public final class Curves {
    /** Blue and vermilion of Okabe and Ito: also those who are colour-blind tell them apart. */
    static final Color TRAINING = new Color(0x00, 0x72, 0xB2);

    static final Color EVALUATION = new Color(0xD5, 0x5E, 0x00);

    private static final int HEADER = 50;

    private Curves() {}

    /**
     * Draws a panel for the cost and one for the accuracy in per cent, or R² of a regression, 700×520 pixels each, side
     * by side. Values that are not finite are left out, and so is a panel without values.
     *
     * @param title above the panels; its end is cut off where it is too long
     * @throws io.minibatch.io.MissingLibraryException if XChart is missing
     */
    public static BufferedImage draw(History history, String title) {
        OptionalLibrary.XCHART.require();
        List<Panel> panels = Stream.of(cost(history), score(history))
                .filter(panel -> !panel.isEmpty())
                .toList();
        int width = Panel.WIDTH * Math.max(1, panels.size());
        try (Picture picture = new Picture(width, HEADER + Panel.HEIGHT)) {
            picture.text(title, Picture.TITLE, width / 2, HEADER - 16);
            if (panels.isEmpty()) {
                picture.text("nothing was monitored", Picture.TEXT, width / 2, HEADER + Panel.HEIGHT / 2);
            }
            for (int i = 0; i < panels.size(); i++) {
                panels.get(i).draw(picture, i * Panel.WIDTH, HEADER);
            }
            return picture.image();
        }
    }

    private static Panel cost(History history) {
        return new Panel(
                "Cost",
                Curve.of(history, Monitor.TRAINING_COST, TRAINING),
                Curve.of(history, Monitor.EVALUATION_COST, EVALUATION),
                Double.POSITIVE_INFINITY);
    }

    private static Panel score(History history) {
        return Score.in(history).equals(Optional.of(Score.R2))
                ? new Panel(
                        "R²",
                        Curve.of(history, Monitor.TRAINING_R2, TRAINING),
                        Curve.of(history, Monitor.EVALUATION_R2, EVALUATION),
                        1)
                : new Panel(
                        "Accuracy in %",
                        Curve.of(history, Monitor.TRAINING_ACCURACY, TRAINING),
                        Curve.of(history, Monitor.EVALUATION_ACCURACY, EVALUATION),
                        100);
    }
}
