/** The contract of every backend: extend {@link io.minibatch.backend.contract.BackendContract} and open the backend. */
@NullMarked
package io.minibatch.backend.contract;

import org.jspecify.annotations.NullMarked;
