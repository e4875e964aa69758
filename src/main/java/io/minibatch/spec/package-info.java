/**
 * Everything a training needs, as values: {@link io.minibatch.spec.RunSpec} and the table of settings, {@link
 * io.minibatch.spec.Settings#TABLE}, by which the command line and all files read and write it.
 */
@NullMarked
package io.minibatch.spec;

import org.jspecify.annotations.NullMarked;
