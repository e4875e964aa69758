@NullMarked
package io.minibatch.data;

import org.jspecify.annotations.NullMarked;
