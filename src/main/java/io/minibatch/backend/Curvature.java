package io.minibatch.backend;

import org.jspecify.annotations.Nullable;

/**
 * The second derivative of an {@link Elementwise} function, from its value a: {@code f''/f' = constant + factor·g},
 * where g is a itself or {@code h'}, which belongs to the value a of another function h.
 *
 * @param derivativeOf h; null for a itself
 */
public record Curvature(
        float constant, float factor, @Nullable Elementwise derivativeOf) {
    /** {@code f'' = 0} wherever there is a second derivative. */
    public static final Curvature NONE = new Curvature(0, 0, null);

    /** Returns {@code f''/f' = constant + factor·a}. */
    static Curvature ofValue(float constant, float factor) {
        return new Curvature(constant, factor, null);
    }
}
