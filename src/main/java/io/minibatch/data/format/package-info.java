/**
 * Arrays and tables in files: the NumPy and CSV formats, and numbers of every type. Knows no data sets.
 */
@NullMarked
package io.minibatch.data.format;

import org.jspecify.annotations.NullMarked;
