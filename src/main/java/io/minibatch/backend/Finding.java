package io.minibatch.backend;

/** One thing that a backend needs, looked for on this machine. */
public sealed interface Finding {
    /** Returns the name of the thing, in a word or two. */
    String what();

    /** Returns details: its path, its version, or the reason why it cannot be used. */
    String detail();

    /** A requirement that is met, as far as is known. */
    record Found(String what, String detail) implements Finding {}

    /**
     * It is not there or cannot be used.
     *
     * @param remedy what the user can do, in one line
     */
    record Missing(String what, String detail, String remedy) implements Finding {}

    /** A place that was searched, and its content. */
    record Searched(String what, String detail) implements Finding {}
}
