/** How parameters change: update rules and regularisers, described as data, and what carries them out on a device. */
@NullMarked
package io.minibatch.optimize;

import org.jspecify.annotations.NullMarked;
