/*
 * The mini-batch of random variants of images.
 *
 * Equations, for the pixel p of the variant of example e, with c the centre of the image:
 *   augment   moves the window on as gather does, see batch.cu; then
 *             x[row](p) = image_e(q) / 255, q = c + F^-1 (p - c - t) + alpha (G * n)(p), for row < valid, else 0
 *             F = R(theta) [1, tan phi; 0, 1] diag(sx, sy); image_e bilinear, 0 outside; G the Gaussian of sigma cut off at
 *             radius and divided by its sum; n uniform in (-1, 1), 0 outside. See io.minibatch.backend.Augmentation.
 *
 * Random numbers: the stream of the seed, augmentation, the epoch and e, see random.cuh; the elements are those of
 *                Augmentation.
 * Layout:        x [rows, height width] float; images [examples, height width] bytes; labels, order [examples],
 *                labels null where there are none; state as in batch.cu; row-major.
 * Geometry:      blocks of 256, a block for each row of x, grid min(rows, 65535); a smaller grid is only slower.
 *                Dynamic shared memory: radius + 1 + 3 height width floats, none where radius is 0.
 * Determinism:   sums are taken by one thread each, in the order of the pixels; no thread writes what another does.
 * Precision:     q - p is computed and not q, and split into its floor and the rest, so that the error does not grow with
 *                the place in the image. For limits of about 15 degrees, 20 % and alpha 40, and 28 x 28 pixels, the terms
 *                of q - p stay below 16 and each is rounded a few times to 24 bits, which makes about 4e-6 pixels; a pixel
 *                differs from its neighbour by at most 1, so x is right to 1e-5. sincospif and expf (2 ulp) add less
 *                than that, and sincospif, unlike sinf, needs no stack for the reduction of large angles.
 */

#include "kernel.cuh"
#include "random.cuh"
#include "window.cuh"

enum { AUGMENT_FIELDS = 16, AUGMENT_SHIFTS = 5 };

/* In (0, 1). */
static __device__ float augment_uniform(unsigned word) {
    return fminf(((float) (word >> 8) + 0.5f) * 0x1p-24f, 1 - 0x1p-24f);
}

/* In (-1, 1). */
static __device__ float augment_symmetric(unsigned word) {
    return 2 * augment_uniform(word) - 1;
}

/* By how far each pixel's source lies from it: x' - x = xx x + xy y + x0 from the centre, and y likewise. */
struct AugmentMap {
    float xx, xy, x0, yx, yy, y0;
};

/* F^-1 - 1 and -F^-1 t. The angles are in half turns. */
static __device__ AugmentMap augment_map(
        const PhiloxStream& stream, float turn, float shear, float scale, float translate, int shifts) {
    const PhiloxWords first = philox_words(stream, 0);
    const PhiloxWords second = philox_words(stream, 1);
    float sine, cosine, shear_sine, shear_cosine;
    sincospif(turn * augment_symmetric(first.word[0]), &sine, &cosine);
    sincospif(shear * augment_symmetric(first.word[1]), &shear_sine, &shear_cosine);
    const float tangent = shear_sine / shear_cosine;
    const float scale_x = 1 + scale * augment_symmetric(first.word[2]);
    const float scale_y = 1 + scale * augment_symmetric(first.word[3]);
    float move_x = translate * augment_symmetric(second.word[0]);
    float move_y = translate * augment_symmetric(second.word[1]);
    if (shifts) { /* nothing, up, down, left, right */
        const unsigned choice = (philox_words(stream, 2).word[0] >> 8) * AUGMENT_SHIFTS >> 24;
        move_x += choice == 4 ? 1.0f : choice == 3 ? -1.0f : 0.0f;
        move_y += choice == 2 ? 1.0f : choice == 1 ? -1.0f : 0.0f;
    }
    const float xx = (cosine + tangent * sine) / scale_x;
    const float xy = (sine - tangent * cosine) / scale_x;
    const float yx = -sine / scale_y;
    const float yy = cosine / scale_y;
    const AugmentMap map = {xx - 1, xy, -(xx * move_x + xy * move_y), yx, yy - 1, -(yx * move_x + yy * move_y)};
    return map;
}

/* n's component, 0 or 1, of a whole image; four numbers a thread. */
static __device__ void augment_noise(float* noise, const PhiloxStream& stream, int component, int pixels) {
    const unsigned blocks = ((unsigned) pixels + 3) / 4;
    for (unsigned block = threadIdx.x; block < blocks; block += blockDim.x) {
        const PhiloxWords words = philox_words(stream, AUGMENT_FIELDS / 4 + (unsigned) component * blocks + block);
#pragma unroll
        for (int i = 0; i < 4; i++) {
            if ((int) block * 4 + i < pixels) {
                noise[block * 4 + i] = augment_symmetric(words.word[i]);
            }
        }
    }
}

/* The weighted sum of the elements at most `radius` away from `place` on a line of `length` elements, `step` apart. */
static __device__ float augment_smooth(
        const float* line, int step, int place, int length, const float* weights, int radius) {
    const int from = place < radius ? 0 : place - radius;
    const int to = place + radius < length ? place + radius : length - 1;
    float sum = 0;
    for (int i = from; i <= to; i++) {
        sum += weights[i < place ? place - i : i - place] * line[i * step];
    }
    return sum;
}

static __device__ void augment_smooth_rows(
        float* smoothed, const float* noise, const float* weights, int radius, int pixels, int width) {
    for (int i = (int) threadIdx.x; i < pixels; i += (int) blockDim.x) {
        const int row = i / width;
        smoothed[i] = augment_smooth(noise + row * width, 1, i - row * width, width, weights, radius);
    }
}

static __device__ float augment_pixel(const unsigned char* image, int row, int column, int height, int width) {
    const bool inside = row >= 0 && row < height && column >= 0 && column < width;
    return inside ? (float) image[row * width + column] : 0.0f;
}

/* Between bytes, whose differences are exact, so that nothing gets above 255. */
static __device__ float augment_interpolate(
        const unsigned char* image, int row, int column, float right, float down, int height, int width) {
    const float whole_right = floorf(right);
    const float whole_down = floorf(down);
    const int left = column + (int) whole_right;
    const int above = row + (int) whole_down;
    const float a = augment_pixel(image, above, left, height, width);
    const float b = augment_pixel(image, above, left + 1, height, width);
    const float c = augment_pixel(image, above + 1, left, height, width);
    const float d = augment_pixel(image, above + 1, left + 1, height, width);
    const float upper = a + (right - whole_right) * (b - a);
    const float lower = c + (right - whole_right) * (d - c);
    return upper + (down - whole_down) * (lower - upper);
}

/* value / 255, rounded once for whole numbers as in gather_u8. */
static __device__ float augment_scale(float value) {
    const float high = (float) (1.0 / 255);
    const float low = (float) (1.0 / 255 - (double) high);
    return fmaf(value, high, value * low);
}

/* Block 256, grid min(rows, 65535), radius + 1 + 3 height width floats of dynamic shared memory, none for radius 0. */
KERNEL(256) augment_u8(float* __restrict__ x, const unsigned char* __restrict__ images,
        const unsigned char* __restrict__ labels, const int* __restrict__ order, int* state, int size, int rows, int height,
        int width, int radius, int shifts, float turn, float shear, float scale, float translate,
        unsigned gentle_low, unsigned gentle_high, float gentle_part, float sigma, float sigma_span, float alpha,
        float alpha_span) {
    __shared__ AugmentMap map;
    __shared__ float amplitude;
    DYN_SHARED(float, augment_shared);
    const int pixels = height * width;
    float* const weights = augment_shared;
    float* const noise = weights + radius + 1;
    float* const field_x = noise + pixels;
    float* const field_y = field_x + pixels;
    const int thread = (int) threadIdx.x;
    const Window window = next_window(state, size, rows);
    for (int row = (int) blockIdx.x; row < rows; row += (int) gridDim.x) {
        float* const target = x + (size_t) row * pixels;
        if (row >= window.valid) {
            for (int i = thread; i < pixels; i += (int) blockDim.x) {
                target[i] = 0;
            }
            continue;
        }
        const int example = order[window.start + row];
        const unsigned char* const image = images + (size_t) example * pixels;
        const PhiloxStream stream = philox_stream(state, example, PURPOSE_AUGMENTATION);
        if (thread == 0) {
            const unsigned label = labels ? labels[example] : 64; /* a class that is never gentle */
            const unsigned word = label < 32 ? gentle_low : label < 64 ? gentle_high : 0;
            const float part = (word >> label % 32 & 1) ? gentle_part : 1;
            map = augment_map(stream, turn * part, shear * part, scale, translate, shifts);
        }
        if (radius > 0) {
            const PhiloxWords drawn = philox_words(stream, 1);
            if (thread <= radius) {
                const float width_of_image = sigma + sigma_span * augment_uniform(drawn.word[2]);
                const float distance = (float) thread / width_of_image;
                weights[thread] = expf(-0.5f * distance * distance);
            }
            augment_noise(noise, stream, 0, pixels);
            __syncthreads();
            if (thread == 0) {
                float sum = 0;
                for (int k = radius; k > 0; k--) {
                    sum += weights[k];
                }
                sum = 2 * sum + weights[0];
                amplitude = (alpha + alpha_span * augment_uniform(drawn.word[3])) / (sum * sum);
            }
            augment_smooth_rows(field_x, noise, weights, radius, pixels, width);
            __syncthreads();
            augment_noise(noise, stream, 1, pixels);
            __syncthreads();
            augment_smooth_rows(field_y, noise, weights, radius, pixels, width);
        }
        __syncthreads();
        for (int i = thread; i < pixels; i += (int) blockDim.x) {
            const int r = i / width;
            const int c = i - r * width;
            const float from_centre_x = (float) c - 0.5f * (float) (width - 1);
            const float from_centre_y = (float) r - 0.5f * (float) (height - 1);
            float right = map.xx * from_centre_x + (map.xy * from_centre_y + map.x0);
            float down = map.yx * from_centre_x + (map.yy * from_centre_y + map.y0);
            if (radius > 0) {
                right += amplitude * augment_smooth(field_x + c, width, r, height, weights, radius);
                down += amplitude * augment_smooth(field_y + c, width, r, height, weights, radius);
            }
            target[i] = augment_scale(augment_interpolate(image, r, c, right, down, height, width));
        }
        __syncthreads(); /* before the next row overwrites what is read here */
    }
}
