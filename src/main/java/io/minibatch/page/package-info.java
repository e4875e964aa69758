/**
 * The local web page: runs as they train, a model to try by hand, searches, experiments, and answers for other
 * programs.
 */
@NullMarked
package io.minibatch.page;

import org.jspecify.annotations.NullMarked;
