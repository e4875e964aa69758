package io.minibatch.distributed;

/** Gradients computed by the shards of a cluster, not on the machine that holds the parameters. */
public interface Gradients extends AutoCloseable {
    /**
     * Returns the gradient of the mean cost over a mini-batch, without the penalty.
     *
     * @param parameters as {@link io.minibatch.network.Architecture} lays them out; not modified
     * @param epoch counted from 0
     * @param step counted from 0 in each epoch
     * @return a new array, laid out as the parameters
     */
    float[] at(float[] parameters, int epoch, int step);

    /** Lets go of the shards. */
    @Override
    void close();
}
