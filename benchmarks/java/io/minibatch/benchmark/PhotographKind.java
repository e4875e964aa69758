package io.minibatch.benchmark;

import java.util.Locale;

/** Kinds of synthetic photographs: the light on the paper, what is printed on it, and the size of the digit. */
enum PhotographKind {
    EVEN("Even light", even(1)),
    GRADIENT_95("Gradient, darkest side 95 % of the brightest", falling(0.95)),
    GRADIENT_85("Gradient, 85 %", falling(0.85)),
    GRADIENT_70("Gradient, 70 %", falling(0.7)),
    GRADIENT_50("Gradient, 50 %", falling(0.5)),
    GRADIENT_35("Gradient, 35 %", falling(0.35)),
    SHADOW_60("Shadow with an edge, 60 % of full light", shadow(0.6)),
    SHADOW_40("Shadow with an edge, 40 %", shadow(0.4)),
    SHADED_BORDER("Shadow over the border, 40 %", aroundTheMiddle(0.4)),
    DIM("Even, dim: the paper has 76 to 96 in 255", even(0.4)),
    TIGHT("Even, digit fills the picture", even(1)),
    RULED("Even, ruled paper", even(1)),
    SQUARED("Even, squared paper", even(1)),
    CHALK("Even, light chalk on a dark board", even(1));

    private static final int LINE_DISTANCE = 45;
    private static final int LINE_WIDTH = 2;
    private static final int FIRST_LINE = 20;

    /** The part of the paper's light that a printed line reflects. */
    private static final double LINE = 0.8;

    private final String title;
    private final Light light;

    PhotographKind(String title, Light light) {
        this.title = title;
        this.light = light;
    }

    /** The part of full light at a place, whose coordinates are 0 to 1. */
    @FunctionalInterface
    private interface Light {
        double at(double y, double x, Direction direction);
    }

    /**
     * The direction of the light.
     *
     * @param angle in radians
     * @param edge where a shadow ends, from 0 to 1 along the direction
     * @param softness the scale of the logistic function across that edge
     */
    record Direction(double angle, double edge, double softness) {
        /** Returns the distance along the direction, 0 at the first corner and 1 at the last. */
        double along(double y, double x) {
            double sine = Math.sin(angle);
            double cosine = Math.cos(angle);
            return 0.5 + ((y - 0.5) * sine + (x - 0.5) * cosine) / (Math.abs(sine) + Math.abs(cosine));
        }

        double beyondEdge(double distance) {
            return 1 / (1 + Math.exp((edge - distance) / softness));
        }
    }

    String title() {
        return title;
    }

    String fileName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    double light(double y, double x, Direction direction) {
        return light.at(y, x, direction);
    }

    /** Returns the part of the light that the paper reflects at a pixel. */
    double paper(int row, int column) {
        boolean line = (this == RULED || this == SQUARED) && isLine(row) || this == SQUARED && isLine(column);
        return line ? LINE : 1;
    }

    private static boolean isLine(int place) {
        return place % LINE_DISTANCE / LINE_WIDTH == FIRST_LINE / LINE_WIDTH;
    }

    private static Light even(double level) {
        return (y, x, direction) -> level;
    }

    private static Light falling(double least) {
        return (y, x, direction) -> least + (1 - least) * direction.along(y, x);
    }

    private static Light shadow(double least) {
        return (y, x, direction) -> least + (1 - least) * direction.beyondEdge(direction.along(y, x));
    }

    private static Light aroundTheMiddle(double least) {
        return (y, x, direction) -> {
            double fromMiddle = 2 * Math.hypot(y - 0.5, x - 0.5);
            return least + (1 - least) * direction.beyondEdge(1.2 - fromMiddle);
        };
    }
}
