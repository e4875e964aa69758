package io.minibatch.backend.cpu;

import io.minibatch.backend.Descent;
import io.minibatch.backend.Rates;

/**
 * One step of a {@link Descent} rule over all parameters; each element is computed from its own numbers only.
 *
 * <p>The numbers are taken a tile at a time to arrays that start where their windows do: the JIT compiler vectorizes a
 * loop over arrays at one index, and not one over arrays at different offsets, which takes ten times as long.
 */
record Descend(Descent rule, CpuClock clock, CpuMatrix rates, Block block) implements Operation {
    private static final int TILE = 1024;

    /**
     * {@code max(−1, min(1, w·STEEP))} is sgn(w) for 0 and all normal numbers, and vectorizes, which signum does not.
     */
    private static final float STEEP = 1e38f;

    /** One a thread, so that a step allocates nothing: weights, gradient and two rows of state. */
    private static final ThreadLocal<float[][]> TILES = ThreadLocal.withInitial(() -> new float[4][TILE]);

    /** Parameters, gradient and state; a rule without state has the gradient in its place. */
    record Block(CpuMatrix values, CpuMatrix gradient, CpuMatrix state, int weights) {}

    @Override
    public int length() {
        return block.values.size();
    }

    @Override
    public long work() {
        return block.values.size() / 4;
    }

    @Override
    public void run(int from, int to) {
        descend(from, Math.min(to, block.weights), true);
        descend(Math.max(from, block.weights), to, false);
    }

    private float rate(int index) {
        return rates.data[rates.offset + index];
    }

    private void descend(int from, int to, boolean weights) {
        float[][] tiles = TILES.get();
        float[] w = tiles[0];
        float[] g = tiles[1];
        CpuMatrix values = block.values;
        float l2 = weights ? rate(Rates.L2) : 0;
        float l1 = weights ? rate(Rates.L1) : 0;
        float keep = weights ? 1 - rate(Rates.SHRINK) : 1;
        for (int start = from; start < to; start += TILE) {
            int n = Math.min(TILE, to - start);
            System.arraycopy(values.data, values.offset + start, w, 0, n);
            System.arraycopy(block.gradient.data, block.gradient.offset + start, g, 0, n);
            copyState(start, n, tiles, false);
            penalize(n, w, g, l2, l1);
            switch (rule) {
                case SGD -> sgd(n, w, g, keep, rate(Rates.ETA));
                case MOMENTUM -> momentum(n, tiles, keep, rate(Rates.ETA), rate(Rates.MU));
                case NESTEROV -> nesterov(n, tiles, keep, rate(Rates.ETA), rate(Rates.MU));
                case ADAM -> adam(n, tiles, keep);
                case RMSPROP -> rmsProp(n, tiles, keep, rate(Rates.ETA), rate(Rates.BETA2), rate(Rates.EPSILON));
                case LION -> lion(n, tiles, keep);
                case ADAGRAD -> adagrad(n, tiles, keep, rate(Rates.ETA), rate(Rates.EPSILON));
            }
            System.arraycopy(w, 0, values.data, values.offset + start, n);
            copyState(start, n, tiles, true);
        }
    }

    private void copyState(int start, int n, float[][] tiles, boolean back) {
        float[] state = block.state.data;
        for (int row = 0; row < rule.stateRows(); row++) {
            int place = block.state.offset + row * block.values.size() + start;
            if (back) {
                System.arraycopy(tiles[2 + row], 0, state, place, n);
            } else {
                System.arraycopy(state, place, tiles[2 + row], 0, n);
            }
        }
    }

    /** {@code g ← g + l2·w + l1·sgn(w)}. */
    private static void penalize(int n, float[] w, float[] g, float l2, float l1) {
        if (l2 != 0) {
            for (int i = 0; i < n; i++) {
                g[i] += l2 * w[i];
            }
        }
        if (l1 != 0) {
            for (int i = 0; i < n; i++) {
                g[i] += l1 * Math.max(-1, Math.min(1, w[i] * STEEP));
            }
        }
    }

    private static void sgd(int n, float[] w, float[] g, float keep, float eta) {
        for (int i = 0; i < n; i++) {
            w[i] = keep * w[i] - eta * g[i];
        }
    }

    private static void momentum(int n, float[][] tiles, float keep, float eta, float mu) {
        float[] w = tiles[0];
        float[] g = tiles[1];
        float[] v = tiles[2];
        for (int i = 0; i < n; i++) {
            float velocity = mu * v[i] - eta * g[i];
            v[i] = velocity;
            w[i] = keep * w[i] + velocity;
        }
    }

    private static void nesterov(int n, float[][] tiles, float keep, float eta, float mu) {
        float[] w = tiles[0];
        float[] g = tiles[1];
        float[] v = tiles[2];
        for (int i = 0; i < n; i++) {
            float velocity = mu * v[i] - eta * g[i];
            v[i] = velocity;
            w[i] = keep * w[i] + mu * velocity - eta * g[i];
        }
    }

    private void adam(int n, float[][] tiles, float keep) {
        float[] w = tiles[0];
        float[] g = tiles[1];
        float[] m = tiles[2];
        float[] v = tiles[3];
        double t = clock.stepOfRun();
        float beta1 = rate(Rates.MU);
        float beta2 = rate(Rates.BETA2);
        float stepSize = (float) (rate(Rates.ETA) / (1 - Math.pow(beta1, t)));
        float correction = (float) (1 / (1 - Math.pow(beta2, t)));
        float epsilon = rate(Rates.EPSILON);
        for (int i = 0; i < n; i++) {
            m[i] = beta1 * m[i] + (1 - beta1) * g[i];
            v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
            w[i] = keep * w[i] - stepSize * m[i] / ((float) Math.sqrt(v[i] * correction) + epsilon);
        }
    }

    private void lion(int n, float[][] tiles, float keep) {
        float[] w = tiles[0];
        float[] g = tiles[1];
        float[] m = tiles[2];
        float eta = rate(Rates.ETA);
        float beta1 = rate(Rates.MU);
        float beta2 = rate(Rates.BETA2);
        for (int i = 0; i < n; i++) {
            float direction = beta1 * m[i] + (1 - beta1) * g[i];
            w[i] = keep * w[i] - eta * Math.max(-1, Math.min(1, direction * STEEP * STEEP));
            m[i] = beta2 * m[i] + (1 - beta2) * g[i];
        }
    }

    private static void adagrad(int n, float[][] tiles, float keep, float eta, float epsilon) {
        float[] w = tiles[0];
        float[] g = tiles[1];
        float[] s = tiles[2];
        for (int i = 0; i < n; i++) {
            s[i] += g[i] * g[i];
            w[i] = keep * w[i] - eta * g[i] / ((float) Math.sqrt(s[i]) + epsilon);
        }
    }

    private static void rmsProp(int n, float[][] tiles, float keep, float eta, float beta2, float epsilon) {
        float[] w = tiles[0];
        float[] g = tiles[1];
        float[] v = tiles[2];
        for (int i = 0; i < n; i++) {
            v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
            w[i] = keep * w[i] - eta * g[i] / ((float) Math.sqrt(v[i]) + epsilon);
        }
    }
}
