/** Apache Spark as a cluster: tasks and gradients as its jobs. Its only user; built by {@code mvn -Pspark}. */
@NullMarked
package io.minibatch.spark;

import org.jspecify.annotations.NullMarked;
