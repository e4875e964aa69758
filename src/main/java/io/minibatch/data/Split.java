package io.minibatch.data;

/** The book's three parts: to learn from, to choose hyper-parameters by, and to look at once at the end. */
public record Split(Dataset training, Dataset validation, Dataset test, DataSource source) {}
