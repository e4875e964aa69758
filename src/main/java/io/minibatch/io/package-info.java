/**
 * Files that are either whole or not there, folders of one process at a time or closed to other users, bounded readers,
 * and commands for the shell.
 */
@NullMarked
package io.minibatch.io;

import org.jspecify.annotations.NullMarked;
