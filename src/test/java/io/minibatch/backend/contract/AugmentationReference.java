package io.minibatch.backend.contract;

import io.minibatch.backend.Augmentation;
import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;

/**
 * The equation of {@link Augmentation} in double precision, written for reading: F is put together and inverted, and
 * the Gaussian is a sum over the plane.
 *
 * @param seed of the order
 * @param epoch of the order
 */
record AugmentationReference(Augmentation augmentation, long seed, int epoch) {
    /** Returns the variant of one image, from 0 to 1. */
    double[] variant(byte[] images, int example, int label) {
        RandomStream random = new RandomStream(seed, Purpose.AUGMENTATION, epoch, example);
        int rows = augmentation.rows();
        int columns = augmentation.columns();
        int pixels = rows * columns;
        double[][] inverse = inverse(forward(random, label));
        double[] shift = shift(random);
        int second = Augmentation.FIELDS + (pixels + 3) / 4 * 4;
        double[] result = new double[pixels];
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                double fromX = x - (columns - 1) / 2.0 - shift[0];
                double fromY = y - (rows - 1) / 2.0 - shift[1];
                double sourceX = (columns - 1) / 2.0
                        + inverse[0][0] * fromX
                        + inverse[0][1] * fromY
                        + displacement(random, Augmentation.FIELDS, x, y);
                double sourceY = (rows - 1) / 2.0
                        + inverse[1][0] * fromX
                        + inverse[1][1] * fromY
                        + displacement(random, second, x, y);
                result[y * columns + x] = bilinear(images, example * pixels, sourceX, sourceY) / 255;
            }
        }
        return result;
    }

    /** R·Sh·S */
    private double[][] forward(RandomStream random, int label) {
        Augmentation.Affine affine = augmentation.affine();
        double part = augmentation.gentle().classes().contains(label)
                ? augmentation.gentle().part()
                : 1;
        double turn = Math.toRadians(part * affine.rotate() * symmetric(random, 0));
        double slope = Math.tan(Math.toRadians(part * affine.shear() * symmetric(random, 1)));
        double[][] rotation = {{Math.cos(turn), -Math.sin(turn)}, {Math.sin(turn), Math.cos(turn)}};
        double[][] shear = {{1, slope}, {0, 1}};
        double[][] scale = {
            {1 + affine.scale() * symmetric(random, 2), 0}, {0, 1 + affine.scale() * symmetric(random, 3)}
        };
        return product(rotation, product(shear, scale));
    }

    private double[] shift(RandomStream random) {
        double limit = augmentation.affine().translate();
        double[] shift = {limit * symmetric(random, 4), limit * symmetric(random, 5)};
        if (augmentation.affine().shifts()) {
            switch ((random.bits(8) >>> 8) * 5 >>> 24) {
                case 1 -> shift[1]--;
                case 2 -> shift[1]++;
                case 3 -> shift[0]--;
                case 4 -> shift[0]++;
                default -> {}
            }
        }
        return shift;
    }

    private double displacement(RandomStream random, int field, int x, int y) {
        Augmentation.Range sigmas = augmentation.elastic().sigma();
        Augmentation.Range alphas = augmentation.elastic().alpha();
        double sigma = sigmas.from() + (sigmas.to() - sigmas.from()) * random.uniform(6);
        double alpha = alphas.from() + (alphas.to() - alphas.from()) * random.uniform(7);
        if (alpha == 0) {
            return 0;
        }
        int reach = (int) Math.ceil(3 * sigmas.to());
        double sum = 0;
        double weights = 0;
        for (int dy = -reach; dy <= reach; dy++) {
            for (int dx = -reach; dx <= reach; dx++) {
                double weight = Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
                weights += weight;
                if (x + dx >= 0 && x + dx < augmentation.columns() && y + dy >= 0 && y + dy < augmentation.rows()) {
                    sum += weight * symmetric(random, field + (y + dy) * augmentation.columns() + x + dx);
                }
            }
        }
        return alpha * sum / weights;
    }

    private double bilinear(byte[] images, int start, double x, double y) {
        int left = (int) Math.floor(x);
        int above = (int) Math.floor(y);
        double right = x - left;
        double down = y - above;
        return (1 - down) * (1 - right) * pixel(images, start, left, above)
                + (1 - down) * right * pixel(images, start, left + 1, above)
                + down * (1 - right) * pixel(images, start, left, above + 1)
                + down * right * pixel(images, start, left + 1, above + 1);
    }

    private int pixel(byte[] images, int start, int x, int y) {
        boolean inside = x >= 0 && x < augmentation.columns() && y >= 0 && y < augmentation.rows();
        return inside ? images[start + y * augmentation.columns() + x] & 0xFF : 0;
    }

    private static double symmetric(RandomStream random, int element) {
        return 2.0 * random.uniform(element) - 1;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] result = new double[2][2];
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                result[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j];
            }
        }
        return result;
    }

    private static double[][] inverse(double[][] a) {
        double determinant = a[0][0] * a[1][1] - a[0][1] * a[1][0];
        return new double[][] {
            {a[1][1] / determinant, -a[0][1] / determinant}, {-a[1][0] / determinant, a[0][0] / determinant}
        };
    }
}
