/** Apache Spark, the only user of it: trials and gradients as tasks of its jobs. Built by {@code mvn -Pspark}. */
@NullMarked
package io.minibatch.spark;

import org.jspecify.annotations.NullMarked;
