package io.minibatch.distributed;

import java.io.Serializable;
import java.util.List;

/**
 * A gradient of the mean cost over some examples.
 *
 * @param values laid out as the parameters, not copied
 * @param examples that the mean is over, perhaps none: then the values are 0
 */
public record MeanGradient(float[] values, int examples) implements Serializable {
    /**
     * Returns the mean over the examples of all parts, added up in a tree over their order, so the result is always
     * bit-for-bit identical.
     */
    public static MeanGradient of(List<MeanGradient> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        int middle = (parts.size() + 1) / 2;
        return of(parts.subList(0, middle)).and(of(parts.subList(middle, parts.size())));
    }

    /** {@code g = (m₁·g₁ + m₂·g₂)/(m₁ + m₂)}. */
    private MeanGradient and(MeanGradient other) {
        if (other.examples == 0) {
            return this;
        }
        int all = examples + other.examples;
        float share = (float) examples / all;
        float otherShare = (float) other.examples / all;
        float[] mean = new float[values.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = share * values[i] + otherShare * other.values[i];
        }
        return new MeanGradient(mean, all);
    }
}
