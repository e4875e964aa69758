/** Model files: networks that outlive the program. */
@NullMarked
package io.minibatch.model;

import org.jspecify.annotations.NullMarked;
