/** Results of runs and evaluations: files, curves, tables and pictures. */
@NullMarked
package io.minibatch.report;

import org.jspecify.annotations.NullMarked;
