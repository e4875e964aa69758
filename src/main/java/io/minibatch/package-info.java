/**
 * The library's front door: data, training, result, classifier. {@link io.minibatch.Training} trains on {@link io.minibatch.Data}
 * and gives a {@link io.minibatch.Result}; {@link io.minibatch.Classifier} and {@link io.minibatch.Regressor} answer with its
 * model. The packages below hold the records behind these types.
 */
@NullMarked
package io.minibatch;

import org.jspecify.annotations.NullMarked;
