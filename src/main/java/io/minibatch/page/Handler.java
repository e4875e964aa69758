package io.minibatch.page;

import java.io.IOException;

/** Answers the requests for a path; called by several threads at a time. */
interface Handler {
    /**
     * Answers a request.
     *
     * @throws io.minibatch.io.MinibatchException if it cannot be answered; the message becomes the caller's error
     */
    Reply answer(Request request) throws IOException;
}
