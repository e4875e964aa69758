/*
 * The numbers of io.minibatch.backend.Rates, and what the penalties make of a gradient.
 */
#pragma once

struct Rates {
    float eta, mu, beta2, epsilon, l2, l1, shrink;
};

static __device__ Rates descend_rates(const float* rates) {
    const Rates read = {rates[0], rates[1], rates[2], rates[3], rates[4], rates[5], rates[6]};
    return read;
}

/* The gradient with the penalties of a weight, and in keep what is left of it by the decay. */
static __device__ float descend_gradient(Rates r, float w, float g, bool weight, float* keep) {
    *keep = weight ? 1.0f - r.shrink : 1.0f;
    const float sign = w > 0.0f ? 1.0f : w < 0.0f ? -1.0f : 0.0f;
    return weight ? g + r.l2 * w + r.l1 * sign : g;
}
