/**
 * Training on all examples at once by the cost's slope and curvature: Newton's method, Hessian-free optimization,
 * conjugate gradients and L-BFGS, and the cost of a network as the function that they minimize.
 */
@NullMarked
package io.minibatch.secondorder;

import org.jspecify.annotations.NullMarked;
