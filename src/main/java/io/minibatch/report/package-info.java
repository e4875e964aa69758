/** What is left of a run and of an evaluation: files, curves, tables and pictures. */
@NullMarked
package io.minibatch.report;

import org.jspecify.annotations.NullMarked;
