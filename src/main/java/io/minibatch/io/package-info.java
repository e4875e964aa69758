/** Files that are written whole or not at all; texts and JSON that are read within limits; what a message shows of a file. */
@NullMarked
package io.minibatch.io;

import org.jspecify.annotations.NullMarked;
