/*
 * Random numbers, as io.minibatch.random has them, bit for bit.
 *
 * Philox4x32-10 (Salmon et al. 2011, section 3.3) at the counter (block, step, epoch, purpose + 256 part) under the seed.
 */
#pragma once

struct PhiloxWords {
    unsigned word[4];
};

/* What random numbers depend on; seed and epoch are those of a batch's state, see batch.cu. */
struct PhiloxStream {
    unsigned k0, k1, epoch, step, purpose;
};

static __device__ PhiloxStream philox_stream(const int* state, int step, unsigned purpose) {
    const PhiloxStream stream = {(unsigned) state[5], (unsigned) state[6], (unsigned) state[4], (unsigned) step, purpose};
    return stream;
}

static __device__ PhiloxWords philox_words(PhiloxStream stream, unsigned block) {
    unsigned c0 = block, c1 = stream.step, c2 = stream.epoch, c3 = stream.purpose;
    unsigned k0 = stream.k0, k1 = stream.k1;
#pragma unroll
    for (int round = 0; round < 10; round++) {
        const unsigned long long p0 = 0xD2511F53ull * c0;
        const unsigned long long p1 = 0xCD9E8D57ull * c2;
        c0 = (unsigned) (p1 >> 32) ^ c1 ^ k0;
        c2 = (unsigned) (p0 >> 32) ^ c3 ^ k1;
        c1 = (unsigned) p1;
        c3 = (unsigned) p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    const PhiloxWords words = {{c0, c1, c2, c3}};
    return words;
}

/* The codes of io.minibatch.random.Purpose. */
enum { PURPOSE_DROPOUT = 3, PURPOSE_AUGMENTATION = 4 };

/* Dropout: 0 or 1/(1 - rate). */
struct DropoutMask {
    PhiloxStream stream;
    unsigned threshold;
    float scale;
};

static __device__ DropoutMask dropout_mask(const int* state, int step, int layer, int threshold) {
    const DropoutMask mask = {philox_stream(state, step, PURPOSE_DROPOUT | (unsigned) layer << 8), (unsigned) threshold,
            65536.0f / (float) (65536 - threshold)};
    return mask;
}

static __device__ float dropout_half(DropoutMask mask, unsigned half) {
    return half < mask.threshold ? 0.0f : mask.scale;
}

/* The factors of elements 4 quad to 4 quad + 3: half a Philox block. */
static __device__ float4 dropout_four(DropoutMask mask, unsigned quad) {
    const PhiloxWords words = philox_words(mask.stream, quad / 2);
    const unsigned low = quad % 2 ? words.word[2] : words.word[0];
    const unsigned high = quad % 2 ? words.word[3] : words.word[1];
    const float4 factors = {dropout_half(mask, low & 0xffffu), dropout_half(mask, low >> 16),
            dropout_half(mask, high & 0xffffu), dropout_half(mask, high >> 16)};
    return factors;
}

/* The factor of one element: 16 bits of its own, eight elements a Philox block. */
static __device__ float dropout_factor(DropoutMask mask, unsigned element) {
    const PhiloxWords words = philox_words(mask.stream, element / 8);
    const unsigned even = (element & 4) ? words.word[2] : words.word[0];
    const unsigned odd = (element & 4) ? words.word[3] : words.word[1];
    const unsigned word = (element & 2) ? odd : even;
    return dropout_half(mask, word >> ((element & 1) * 16) & 0xffffu);
}
