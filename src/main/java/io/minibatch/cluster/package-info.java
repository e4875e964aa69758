/** Trials and training on other machines: what a cluster must do, and how one is found. The clusters themselves are not here. */
@NullMarked
package io.minibatch.cluster;

import org.jspecify.annotations.NullMarked;
