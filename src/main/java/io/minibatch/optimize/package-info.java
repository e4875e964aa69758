/** The update of parameters, as data: update rules, penalties, learning rates and schedules, early stopping. */
@NullMarked
package io.minibatch.optimize;

import org.jspecify.annotations.NullMarked;
