/**
 * Feed-forward networks: their shape, their parameters, how they start, and the forward pass on a device.
 *
 * <p>All parameters lie in one block: first the weights of every layer, {@code [inputs, outputs]} row-major, then the
 * biases of every layer. So one operation can update all of them, and weight decay can leave the biases out.
 */
@NullMarked
package io.minibatch.network;

import org.jspecify.annotations.NullMarked;
