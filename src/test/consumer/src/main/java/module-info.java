/** An application that uses Minibatch as a module. */
module consumer {
    requires io.minibatch;
}
