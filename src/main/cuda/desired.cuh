/*
 * What a network should give for the examples of a mini-batch, and how much each of them counts.
 */
#pragma once

struct Desired {
    const unsigned char* labels; /* [examples]; null where there are values */
    const float* values;         /* [examples, columns]; null where there are labels */
    const float* weights;        /* [examples]; null: all are 1 */
    const int* order;            /* [examples] */
    float on;                    /* y at the label */
    float off;                   /* y elsewhere */

    /* y of an example; values null is the same for all threads. */
    __device__ float at(int example, int column, int columns) const {
        return values ? values[(size_t) example * columns + column] : column == labels[example] ? on : off;
    }

    __device__ float weight(int example) const {
        return weights ? weights[example] : 1.0f;
    }
};

/* As parameters of a kernel, and put together again. */
#define DESIRED_PARAMETERS                                                                                             \
    const unsigned char *__restrict__ labels, const float *__restrict__ values, const float *__restrict__ weights,     \
            const int *__restrict__ order, float on, float off
#define DESIRED_ARGUMENT (Desired{labels, values, weights, order, on, off})
