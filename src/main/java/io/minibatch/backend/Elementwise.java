package io.minibatch.backend;

import java.util.Optional;

/**
 * Functions that a device applies to each element. Back-propagation needs f'; it is written in terms of the value f(z),
 * which spares keeping z, for all functions but {@link #GELU}.
 *
 * <p>A function has an entry in four lists, whose completeness the compiler or a test checks: this one,
 * {@code backend.cpu.Functions}, {@code backend.cpu.VectorFunctions}, and {@code src/main/cuda/functions.cuh}, which
 * has the same order.
 */
public enum Elementwise {
    /** {@code f(z) = z}, {@code f' = 1}. */
    IDENTITY {
        @Override
        public double value(double z) {
            return z;
        }

        @Override
        public double slope(double z) {
            return 1;
        }

        @Override
        public Optional<Curvature> curvature() {
            return Optional.of(Curvature.NONE);
        }
    },
    /** {@code f(z) = 1/(1 + e⁻ᶻ)}, {@code f' = f·(1 − f)}. */
    SIGMOID {
        @Override
        public double value(double z) {
            return 1 / (1 + Math.exp(-z));
        }

        @Override
        public double slope(double z) {
            double f = value(z);
            return f * (1 - f);
        }

        @Override
        public Optional<Curvature> curvature() {
            return Optional.of(Curvature.ofValue(1, -2));
        }
    },
    /** {@code f(z) = tanh z}, {@code f' = 1 − f²}. */
    TANH {
        @Override
        public double value(double z) {
            return tanh(z);
        }

        @Override
        public double slope(double z) {
            double f = tanh(z);
            return 1 - f * f;
        }

        @Override
        public Optional<Curvature> curvature() {
            return Optional.of(Curvature.ofValue(0, -2));
        }
    },
    /** {@code f(z) = max(0, z)}, {@code f' = 1} where f is positive, else 0. */
    RELU {
        @Override
        public double value(double z) {
            return Math.max(0, z);
        }

        @Override
        public double slope(double z) {
            return z > 0 ? 1 : 0;
        }

        @Override
        public Optional<Curvature> curvature() {
            return Optional.of(Curvature.NONE);
        }
    },
    /**
     * {@code f(z) = z} where z is positive, else {@value #LEAK}·z; {@code f' = 1} or {@value #LEAK}. Maas et al. 2013.
     */
    LEAKY_RELU {
        @Override
        public double value(double z) {
            return z > 0 ? z : LEAK * z;
        }

        @Override
        public double slope(double z) {
            return z > 0 ? 1 : LEAK;
        }

        @Override
        public Optional<Curvature> curvature() {
            return Optional.of(Curvature.NONE);
        }
    },
    /** {@code f(z) = ln(1 + eᶻ) = max(0, z) + ln(1 + e^−|z|)}, {@code f' = σ(z) = 1 − e⁻ᶠ}. Dugas et al. 2001. */
    SOFTPLUS {
        @Override
        public double value(double z) {
            return Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z)));
        }

        @Override
        public double slope(double z) {
            return 1 / (1 + Math.exp(-z));
        }

        /** {@code f'' = σ·(1 − σ) = f'·(1 − f')}. */
        @Override
        public Optional<Curvature> curvature() {
            return Optional.of(new Curvature(1, -1, this));
        }
    },
    /** {@code f(z) = z} where z is positive, else {@code eᶻ − 1}; {@code f' = 1} or f + 1. Clevert et al. 2016, α 1. */
    ELU {
        @Override
        public double value(double z) {
            return z > 0 ? z : Math.expm1(z);
        }

        @Override
        public double slope(double z) {
            return z > 0 ? 1 : Math.exp(z);
        }

        /** {@code f'' = f'} where z is not positive, else 0. */
        @Override
        public Optional<Curvature> curvature() {
            return Optional.of(new Curvature(1, -1, RELU));
        }
    },
    /**
     * {@code f(z) = ½·z·(1 + tanh u)}, {@code u = √(2/π)·(z + 0.044715·z³)}, Hendrycks and Gimpel 2016, section 2;
     * {@code f' = ½·(1 + tanh u) + ½·z·(1 − tanh² u)·√(2/π)·(1 + 3·0.044715·z²)}, a function of z.
     */
    GELU {
        @Override
        public double value(double z) {
            return 0.5 * z * (1 + tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z * z * z)));
        }

        @Override
        public double slope(double z) {
            double root = Math.sqrt(2 / Math.PI);
            double t = tanh(root * (z + 0.044715 * z * z * z));
            return 0.5 * (1 + t) + 0.5 * z * (1 - t * t) * root * (1 + 3 * 0.044715 * z * z);
        }

        @Override
        public boolean derivativeNeedsInput() {
            return true;
        }

        /** {@code f''} is not a multiple of f', which is 0 near z = −0.75. */
        @Override
        public Optional<Curvature> curvature() {
            return Optional.empty();
        }
    };

    /** The slope of {@link #LEAKY_RELU} below zero. */
    public static final float LEAK = 0.01f;

    /** Returns f(z) in double precision. */
    public abstract double value(double z);

    /** Returns f'(z) in double precision. */
    public abstract double slope(double z);

    /** Returns whether f' is computed from z; from f(z) otherwise. */
    public boolean derivativeNeedsInput() {
        return false;
    }

    /** Returns f'', empty if it is not a function of f(z); second-order methods refuse such a function. */
    public abstract Optional<Curvature> curvature();

    /** {@code 1 − 2/(e²ᶻ + 1)}, which {@link Math#tanh} takes several times as long for. */
    private static double tanh(double z) {
        return 1 - 2 / (Math.exp(2 * z) + 1);
    }
}
