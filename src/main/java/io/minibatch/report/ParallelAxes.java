package io.minibatch.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;

/** Parallel coordinates: an upright axis for each quantity, a line for each thing that has a value on every axis. */
public record ParallelAxes(String title, List<Axis> axes, List<Line> lines) {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 520;
    private static final int TOP = 90;
    private static final int BOTTOM = 60;
    private static final int SIDE = 80;
    private static final int NAMES_ABOVE = 26;
    private static final int LABEL_ABOVE = 8;
    private static final int LABEL_BELOW = 20;
    private static final Color WORST = new Color(0xC8, 0xC8, 0xC8);
    private static final Color BEST = new Color(0x00, 0x72, 0xB2);
    private static final Color FIRST = new Color(0xD5, 0x5E, 0x00);

    /** An axis, with what is written at its ends. */
    public record Axis(String name, String low, String high) {}

    /**
     * A line.
     *
     * @param heights on each axis, from 0 to 1
     * @param rank from 0 to 1; those of 1 are drawn darkest and above the others, the best one in another colour
     */
    public record Line(double[] heights, double rank) {}

    public ParallelAxes {
        axes = List.copyOf(axes);
        lines = lines.stream().sorted(Comparator.comparingDouble(Line::rank)).toList();
    }

    /** Draws it. */
    public BufferedImage draw() {
        try (Picture picture = new Picture(WIDTH, HEIGHT)) {
            picture.text(title, Picture.TITLE, WIDTH / 2, 30);
            Graphics2D graphics = picture.graphics();
            for (int l = 0; l < lines.size(); l++) {
                boolean first = l == lines.size() - 1;
                graphics.setColor(first ? FIRST : mixed(lines.get(l).rank));
                graphics.setStroke(new BasicStroke(first ? 3 : 1.5f));
                graphics.draw(path(lines.get(l)));
            }
            graphics.setColor(Picture.INK);
            graphics.setStroke(new BasicStroke(1));
            for (int a = 0; a < axes.size(); a++) {
                int x = x(a);
                graphics.drawLine(x, TOP, x, HEIGHT - BOTTOM);
                picture.text(axes.get(a).name, Picture.TITLE.deriveFont(14f), x, TOP - NAMES_ABOVE);
                picture.text(axes.get(a).high, Picture.TEXT, x, TOP - LABEL_ABOVE);
                picture.text(axes.get(a).low, Picture.TEXT, x, HEIGHT - BOTTOM + LABEL_BELOW);
            }
            return picture.image();
        }
    }

    private int x(int axis) {
        return axes.size() == 1 ? WIDTH / 2 : SIDE + axis * (WIDTH - 2 * SIDE) / (axes.size() - 1);
    }

    private Path2D path(Line line) {
        Path2D path = new Path2D.Double();
        for (int a = 0; a < axes.size(); a++) {
            double y = HEIGHT - BOTTOM - line.heights[a] * (HEIGHT - BOTTOM - TOP);
            if (a == 0) {
                path.moveTo(x(a), y);
            } else {
                path.lineTo(x(a), y);
            }
        }
        return path;
    }

    private static Color mixed(double rank) {
        return new Color(
                mixed(WORST.getRed(), BEST.getRed(), rank),
                mixed(WORST.getGreen(), BEST.getGreen(), rank),
                mixed(WORST.getBlue(), BEST.getBlue(), rank));
    }

    private static int mixed(int from, int to, double share) {
        return (int) Math.round(from + share * (to - from));
    }
}
