/** Readers of files under random damage; {@code native-notes/files.md} has the command of a long run. */
@NullMarked
package io.minibatch.fuzz;

import org.jspecify.annotations.NullMarked;
