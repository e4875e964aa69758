package io.minibatch.report;

import io.minibatch.data.Dataset;
import io.minibatch.io.Excerpt;
import io.minibatch.network.Predictions;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Examples as a picture, such as those that a network gets wrong. */
public final class Gallery {
    /** The longer side of an enlarged example, in pixels; the largest whole multiple of the example's size is used. */
    private static final int EXAMPLE = 112;

    private static final int MAX_NAME_LENGTH = 24;
    private static final int MOST_COLUMNS = 10;
    private static final int MOST_WIDTH = 1400;
    private static final int GAP = 16;
    private static final int CAPTION = 22;
    private static final int HEADER = 56;

    private Gallery() {}

    /**
     * One misclassified example.
     *
     * @param example its place in the data set
     * @param predicted the wrong class
     * @param confidence the network's output for the wrong class, from 0 to 1
     */
    public record Mistake(int example, int predicted, float confidence) {
        public Mistake {
            if (example < 0 || predicted < 0) {
                throw new IllegalArgumentException(
                        "neither example nor class may be negative, not " + example + " and " + predicted);
            }
        }
    }

    /**
     * One example of a picture.
     *
     * @param example its place in the data set
     * @param caption below it
     */
    public record Entry(int example, String caption) {}

    /**
     * Returns the misclassified examples, first those where the output for the wrong class exceeds the output for the
     * right one by most.
     *
     * @param answers one per example
     * @param limit the most to return
     */
    public static List<Mistake> worst(Dataset data, Predictions answers, int limit) {
        int classes = data.outputs();
        float[] outputs = answers.outputs();
        if (answers.classes().length != data.size() || outputs.length != data.size() * classes) {
            throw new IllegalArgumentException(data.name() + " needs " + data.size() + "×" + classes
                    + " outputs, but there are " + outputs.length);
        }
        Comparator<Mistake> byExcess = Comparator.comparingDouble(
                mistake -> (double) mistake.confidence() - outputs[mistake.example() * classes + label(data, mistake)]);
        return IntStream.range(0, data.size())
                .filter(example -> answers.classes()[example] != data.label(example))
                .mapToObj(example -> mistake(answers, classes, example))
                .sorted(byExcess.reversed())
                .limit(limit)
                .toList();
    }

    private static Mistake mistake(Predictions answers, int classes, int example) {
        int predicted = answers.classes()[example];
        return new Mistake(example, predicted, answers.outputs()[example * classes + predicted]);
    }

    /**
     * Draws mistakes in the order given, row by row, dark on white, each with its label, the predicted class and the
     * confidence.
     *
     * @throws IllegalArgumentException if a mistake is not about these data
     */
    public static BufferedImage draw(Dataset data, List<Mistake> mistakes) {
        for (Mistake mistake : mistakes) {
            if (mistake.example() >= data.size() || mistake.predicted() >= data.outputs()) {
                throw new IllegalArgumentException(data.name() + " has " + data.size() + " examples of "
                        + data.outputs() + " classes, which do not go with " + mistake);
            }
        }
        List<Entry> entries = mistakes.stream()
                .map(mistake -> new Entry(mistake.example(), caption(data, mistake)))
                .toList();
        return draw(data, header(data, mistakes.size()), entries);
    }

    /** Draws examples in the order given, row by row, dark on white, each with its caption. */
    public static BufferedImage draw(Dataset data, String header, List<Entry> entries) {
        Grid grid = Grid.of(data, entries);
        int width = 2 * GAP + Math.max(grid.width(), Picture.width(header, Picture.TITLE));
        try (Picture picture = new Picture(width, HEADER + grid.height())) {
            picture.text(header, Picture.TITLE, width / 2, HEADER - 22);
            int left = (width - grid.width()) / 2;
            for (int i = 0; i < entries.size(); i++) {
                int x = left + i % grid.columns() * (grid.cell() + GAP);
                int y = HEADER + i / grid.columns() * grid.rowHeight();
                int start = entries.get(i).example() * data.features();
                grid.image()
                        .draw(
                                picture,
                                data.images(),
                                start,
                                x + (grid.cell() - grid.image().width()) / 2,
                                y);
                picture.text(entries.get(i).caption(), Picture.TEXT, x + grid.cell() / 2, y + grid.captionLine());
            }
            return picture.image();
        }
    }

    private static String header(Dataset data, int count) {
        return switch (count) {
            case 0 -> "no mistakes on " + data.name();
            case 1 -> "1 mistake on " + data.name() + ": label → predicted · confidence";
            default -> count + " mistakes on " + data.name() + ", worst first: label → predicted · confidence";
        };
    }

    private static String caption(Dataset data, Mistake mistake) {
        return classes(data, mistake.example(), mistake.predicted()) + " · " + Math.round(100 * mistake.confidence())
                + " %";
    }

    /** Returns the label of an example and the class that it was taken for, as {@code 4 → 9}. */
    static String classes(Dataset data, int example, int predicted) {
        return name(data, data.label(example)) + " → " + name(data, predicted);
    }

    private static String name(Dataset data, int label) {
        return Excerpt.of(data.outputNames().get(label), MAX_NAME_LENGTH);
    }

    private static int label(Dataset data, Mistake mistake) {
        return data.labels()[mistake.example()] & 0xFF;
    }

    /** The layout in pixels; a cell is as wide as an image or a caption needs. */
    private record Grid(int columns, int rows, int cell, Thumbnail image) {
        static Grid of(Dataset data, List<Entry> entries) {
            Thumbnail image = Thumbnail.of(data.rows(), data.columns(), EXAMPLE);
            int cell = entries.stream()
                    .mapToInt(entry -> Picture.width(entry.caption(), Picture.TEXT))
                    .reduce(image.width(), Math::max);
            int columns = Math.max(1, Math.min(Math.min(MOST_COLUMNS, entries.size()), MOST_WIDTH / (cell + GAP)));
            int rows = (entries.size() + columns - 1) / columns;
            return new Grid(columns, rows, cell, image);
        }

        int width() {
            return columns * (cell + GAP) - GAP;
        }

        int height() {
            return rows * rowHeight();
        }

        int rowHeight() {
            return image.height() + CAPTION + GAP;
        }

        /** From the top of the image to the baseline of its caption. */
        int captionLine() {
            return image.height() + CAPTION - 5;
        }
    }
}
