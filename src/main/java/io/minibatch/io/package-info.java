/** Files that are either whole or not there, and folders that only this user can write. */
@NullMarked
package io.minibatch.io;

import org.jspecify.annotations.NullMarked;
