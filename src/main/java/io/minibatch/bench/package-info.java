/** How fast the user's network trains on the user's machine, for each mini-batch size. */
@NullMarked
package io.minibatch.bench;

import org.jspecify.annotations.NullMarked;
