package io.minibatch.backend;

import java.io.Serializable;
import java.util.Set;

/**
 * Random variation of images, drawn anew for each image: with c the centre of the image, the pixel at p of the variant
 * is the original's at
 *
 * <pre>q = c + F⁻¹·(p − c − t) + α·(G_σ ∗ n)(p),   F = R(θ)·[1, tan φ; 0, 1]·diag(s_x, s_y)</pre>
 *
 * interpolated bilinearly; outside the original there is background, 0. All of θ, φ, s, t, σ, α are drawn for each
 * image from uniform distributions, and n is a field of two numbers in (−1, 1) for each pixel, 0 outside the image. G_σ
 * is the Gaussian {@code e^−(x²+y²)/2σ²}, cut off where |x| or |y| exceeds three times the largest σ and divided by its
 * sum.
 *
 * <p>Where the border does not cut it, each component of the displacement has the standard deviation
 * {@code α/(2σ·√(3π)) = 0.163·α/σ} pixels: 1.38 for Simard's σ 4 and α 34, 1.0 to 1.2 for Cireşan's σ 5 to 6 and α 36
 * to 38. Simard normalizes the field to a norm of 1 and multiplies by α; read as the Euclidean norm over the 784 pixels
 * this is 34/28 = 1.2 pixels, so both readings agree, and ours needs no sum over the field.
 *
 * <p>The numbers come from {@link io.minibatch.random.RandomStream} of the seed, {@code AUGMENTATION}, the epoch and
 * the example: a variant does not depend on the mini-batch that it is in. The elements are: 0 θ, 1 φ, 2 and 3 s, 4 and
 * 5 t, 6 σ, 7 α, 8 the shift; from {@value #FIELDS} on n's first component, row by row, and from the next multiple of
 * four on its second.
 *
 * <p>Sources: P. Simard, D. Steinkraus, J. Platt, <i>Best Practices for Convolutional Neural Networks Applied to Visual
 * Document Analysis</i>, ICDAR 2003; D. Cireşan, U. Meier, L. Gambardella, J. Schmidhuber, <i>Deep Big Simple Neural
 * Nets Excel on Handwritten Digit Recognition</i>, 2010.
 *
 * @param rows of an image
 * @param columns of an image; the pixels of an image are at most {@value #MOST_PIXELS}, what a GPU's shared memory
 *     holds
 * @param affine limits of the affine map
 * @param elastic σ and α
 * @param gentle which classes are turned and sheared less
 */
public record Augmentation(int rows, int columns, Affine affine, Elastic elastic, Gentle gentle)
        implements Serializable {
    /** The first element of the displacement field in an image's random numbers. */
    public static final int FIELDS = 16;

    /** The choices of {@link Affine#shifts}: none, up, down, left, right. */
    public static final int SHIFTS = 5;

    private static final int MOST_PIXELS = 4000;

    public Augmentation {
        require(
                rows > 0 && columns > 0 && (long) rows * columns <= MOST_PIXELS,
                "augment takes images of 1 to " + MOST_PIXELS + " pixels, not " + rows + "×" + columns);
    }

    /**
     * The largest changes, each drawn between it and its opposite.
     *
     * @param rotate |θ| in degrees
     * @param shear |φ| in degrees; tan φ is by how much a row moves sideways for each row of distance from the centre
     * @param scale |s − 1|, for height and width apart
     * @param translate |t| in pixels, for each axis apart
     * @param shifts whether t is besides this one of: nothing, one pixel up, down, left, right
     */
    public record Affine(double rotate, double shear, double scale, double translate, boolean shifts)
            implements Serializable {
        public static final Affine NONE = new Affine(0, 0, 0, 0, false);

        public Affine {
            require(rotate >= 0 && rotate <= 180, "rotate must be 0 to 180 degrees, not " + rotate);
            require(shear >= 0 && shear <= 60, "shear must be 0 to 60 degrees, not " + shear);
            require(scale >= 0 && scale <= 0.9, "scale must be 0 to 0.9, not " + scale);
            require(translate >= 0 && translate <= 100, "translate must be 0 to 100 pixels, not " + translate);
        }
    }

    /**
     * The displacement field.
     *
     * @param sigma σ, the width of the Gaussian in pixels
     * @param alpha α, 0 for no displacement
     */
    public record Elastic(Range sigma, Range alpha) implements Serializable {
        public static final Elastic NONE = new Elastic(4, 0);

        private static final double WIDTHS = 3;

        public Elastic {
            require(sigma.from > 0 && sigma.to <= 20, "elastic sigma must be above 0 and at most 20, not " + sigma);
            require(alpha.from >= 0 && alpha.to <= 1000, "elastic alpha must be 0 to 1000, not " + alpha);
        }

        /** Creates a field of fixed σ and α. */
        public Elastic(double sigma, double alpha) {
            this(new Range(sigma, sigma), new Range(alpha, alpha));
        }

        /** Returns how far the Gaussian reaches, in pixels; 0 if there is no displacement. */
        public int radius() {
            return alpha.to == 0 ? 0 : (int) Math.ceil(WIDTHS * sigma.to);
        }
    }

    /** Numbers to draw from. */
    public record Range(double from, double to) implements Serializable {
        public Range {
            require(
                    !(from > to),
                    "elastic " + text(from) + "-" + text(to) + " is no range: the second number must not be smaller");
        }

        /** Returns {@code from + u·(to − from)}. */
        public float at(float u) {
            return (float) from + (float) (to - from) * u;
        }

        @Override
        public String toString() {
            return Double.compare(from, to) == 0 ? text(from) : text(from) + "-" + text(to);
        }

        private static String text(double number) {
            return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
        }
    }

    /**
     * Classes that a large rotation would turn into another, as 1 into 7.
     *
     * @param classes each from 0 to 63
     * @param part by which their limits of rotation and shear are multiplied
     */
    public record Gentle(Set<Integer> classes, double part) implements Serializable {
        public static final Gentle NONE = new Gentle(Set.of(), 1);

        private static final int MAX_CLASSES = 64;

        public Gentle {
            classes = Set.copyOf(classes);
            for (int label : classes) {
                require(label >= 0 && label < MAX_CLASSES, "gentle classes must be 0 to 63, not " + label);
            }
            require(part >= 0 && part <= 1, "the gentle classes' part must be 0 to 1, not " + part);
        }

        /** Returns the classes that are treated half as hard: 7.5° of Cireşan's 15° for 1 and 7. */
        public static Gentle half(Set<Integer> classes) {
            return new Gentle(classes, 0.5);
        }

        /** Returns a word whose bit i is set where class i is gentle. */
        public long mask() {
            long mask = 0;
            for (int label : classes) {
                mask |= 1L << label;
            }
            return mask;
        }
    }

    /**
     * Returns this for images whose classes are unknown, as those to be classified: where some classes are gentle,
     * every image is turned and sheared within their limits. The variants then say nothing about the class of the
     * original.
     */
    public Augmentation withoutClasses() {
        if (gentle.classes().isEmpty()) {
            return this;
        }
        Affine limited = new Affine(
                gentle.part() * affine.rotate(),
                gentle.part() * affine.shear(),
                affine.scale(),
                affine.translate(),
                affine.shifts());
        return new Augmentation(rows, columns, limited, elastic, Gentle.NONE);
    }

    /** Throws {@link IllegalArgumentException} unless the examples are images of this size. */
    public void checkFits(Examples examples) {
        require(
                examples.areImages(),
                "augment: the inputs are floats; only images, whose pixels are bytes, can be augmented");
        require(
                rows * columns == examples.features(),
                "augment: a " + rows + "×" + columns + " image has " + rows * columns + " pixels, not "
                        + examples.features());
    }

    /** Returns the augmentation that changes nothing: its variants equal what {@link Backend#gather} writes. */
    public static Augmentation none(int rows, int columns) {
        return new Augmentation(rows, columns, Affine.NONE, Elastic.NONE, Gentle.NONE);
    }

    private static void require(boolean condition, String fault) {
        if (!condition) {
            throw new IllegalArgumentException(fault);
        }
    }
}
