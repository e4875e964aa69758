package io.minibatch.backend.cuda;

/**
 * A library that was found but cannot be used.
 *
 * @param detail the file and the reason, in one line
 * @param remedy what the user can do, in one line
 */
record Rejection(String detail, String remedy) {}
