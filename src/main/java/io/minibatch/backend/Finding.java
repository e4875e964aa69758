package io.minibatch.backend;

/** One thing that a backend needs, looked for on this machine. */
public sealed interface Finding {
    /** Returns the name of the thing, in a word or two. */
    String what();

    /** Returns what is known of it: where it lies, which version it is, or why it cannot be used. */
    String detail();

    /** It is there, and can be used as far as is known. */
    record Found(String what, String detail) implements Finding {}

    /**
     * It is not there or cannot be used.
     *
     * @param remedy what the user can do, in one line
     */
    record Missing(String what, String detail, String remedy) implements Finding {}

    /** A place where things were looked for, and what is there. */
    record Searched(String what, String detail) implements Finding {}
}
