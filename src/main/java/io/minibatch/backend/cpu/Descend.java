package io.minibatch.backend.cpu;

import io.minibatch.backend.Descent;

/** One step of a {@link Descent} rule over all parameters; each element is computed from its own numbers only. */
record Descend(Descent rule, CpuBatch batch, CpuMatrix rates, Block block) implements Operation {
    private static final int EPSILON = 3;
    private static final int L2 = 4;
    private static final int L1 = 5;
    private static final int SHRINK = 6;

    /** Parameters, gradient and state in their arrays; a rule without state has the gradient in its place. */
    record Block(CpuMatrix values, CpuMatrix gradient, CpuMatrix state, int weights) {}

    @Override
    public int length() {
        return block.values.size();
    }

    @Override
    public long work() {
        return 4L * block.values.size();
    }

    @Override
    public void run(int from, int to) {
        int weights = block.weights;
        float keep = 1 - rate(SHRINK);
        descend(from, Math.min(to, weights), rate(L2), rate(L1), keep);
        descend(Math.max(from, weights), to, 0, 0, 1);
    }

    private float rate(int index) {
        return rates.data[rates.offset + index];
    }

    private void descend(int from, int to, float l2, float l1, float keep) {
        switch (rule) {
            case SGD -> sgd(from, to, l2, l1, keep);
            case MOMENTUM -> momentum(from, to, l2, l1, keep, 1, 0);
            case NESTEROV -> momentum(from, to, l2, l1, keep, rate(1), -rate(0));
            case ADAM -> adam(from, to, l2, l1, keep);
            case RMSPROP -> rmsProp(from, to, l2, l1, keep);
        }
    }

    private void sgd(int from, int to, float l2, float l1, float keep) {
        float[] w = block.values.data;
        float[] g = block.gradient.data;
        int ws = block.values.offset;
        int gs = block.gradient.offset;
        float eta = rate(0);
        for (int i = from; i < to; i++) {
            float weight = w[ws + i];
            float gradient = g[gs + i] + l2 * weight + l1 * Math.signum(weight);
            w[ws + i] = keep * weight - eta * gradient;
        }
    }

    /** {@code v ← μ·v − η·g, w ← keep·w + ahead·v + direct·g}. */
    private void momentum(int from, int to, float l2, float l1, float keep, float ahead, float direct) {
        float[] w = block.values.data;
        float[] g = block.gradient.data;
        float[] v = block.state.data;
        int ws = block.values.offset;
        int gs = block.gradient.offset;
        int vs = block.state.offset;
        float eta = rate(0);
        float mu = rate(1);
        for (int i = from; i < to; i++) {
            float weight = w[ws + i];
            float gradient = g[gs + i] + l2 * weight + l1 * Math.signum(weight);
            float velocity = mu * v[vs + i] - eta * gradient;
            v[vs + i] = velocity;
            w[ws + i] = keep * weight + ahead * velocity + direct * gradient;
        }
    }

    private void adam(int from, int to, float l2, float l1, float keep) {
        float[] w = block.values.data;
        float[] g = block.gradient.data;
        float[] s = block.state.data;
        int ws = block.values.offset;
        int gs = block.gradient.offset;
        int ms = block.state.offset;
        int vs = ms + block.values.size();
        double t = batch.step();
        float beta1 = rate(1);
        float beta2 = rate(2);
        float stepSize = (float) (rate(0) / (1 - Math.pow(beta1, t)));
        float correction = (float) (1 / (1 - Math.pow(beta2, t)));
        float epsilon = rate(EPSILON);
        for (int i = from; i < to; i++) {
            float weight = w[ws + i];
            float gradient = g[gs + i] + l2 * weight + l1 * Math.signum(weight);
            float m = beta1 * s[ms + i] + (1 - beta1) * gradient;
            float v = beta2 * s[vs + i] + (1 - beta2) * gradient * gradient;
            s[ms + i] = m;
            s[vs + i] = v;
            w[ws + i] = keep * weight - stepSize * m / ((float) Math.sqrt(v * correction) + epsilon);
        }
    }

    private void rmsProp(int from, int to, float l2, float l1, float keep) {
        float[] w = block.values.data;
        float[] g = block.gradient.data;
        float[] s = block.state.data;
        int ws = block.values.offset;
        int gs = block.gradient.offset;
        int vs = block.state.offset;
        float eta = rate(0);
        float beta2 = rate(2);
        float epsilon = rate(EPSILON);
        for (int i = from; i < to; i++) {
            float weight = w[ws + i];
            float gradient = g[gs + i] + l2 * weight + l1 * Math.signum(weight);
            float v = beta2 * s[vs + i] + (1 - beta2) * gradient * gradient;
            s[vs + i] = v;
            w[ws + i] = keep * weight - eta * gradient / ((float) Math.sqrt(v) + epsilon);
        }
    }
}
