package io.minibatch.trial;

import io.minibatch.backend.Backend;
import java.util.function.IntFunction;

/**
 * Where trials are carried out.
 *
 * @param backends opens the backend with so many threads
 * @param cores threads that there are
 * @param device in words
 * @param isShared whether several trials may run at once, each on a thread; a GPU takes one at a time
 * @param data what tells these images from others
 */
public record Place(IntFunction<Backend> backends, int cores, String device, boolean isShared, String data) {}
