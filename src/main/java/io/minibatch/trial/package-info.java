/** One network trained and measured, and many of them side by side: what experiments and searches are made of. */
@NullMarked
package io.minibatch.trial;

import org.jspecify.annotations.NullMarked;
