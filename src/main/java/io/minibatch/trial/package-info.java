/**
 * One network trained and measured, and many of them at the same time, side by side on the CPU's cores or together on a
 * GPU: what experiments and searches are made of.
 */
@NullMarked
package io.minibatch.trial;

import org.jspecify.annotations.NullMarked;
