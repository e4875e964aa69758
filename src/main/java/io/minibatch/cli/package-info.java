/** The command line: flags to objects, objects to text, and nothing else. */
@NullMarked
package io.minibatch.cli;

import org.jspecify.annotations.NullMarked;
