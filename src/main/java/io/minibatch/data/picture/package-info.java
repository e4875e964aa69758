/**
 * Pictures in files: decoded, turned upright, their light evened out and their ink found. Knows no data sets.
 */
@NullMarked
package io.minibatch.data.picture;

import org.jspecify.annotations.NullMarked;
