/** Files that are either whole or not there. */
@NullMarked
package io.minibatch.io;

import org.jspecify.annotations.NullMarked;
