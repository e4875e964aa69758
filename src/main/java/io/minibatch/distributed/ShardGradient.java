package io.minibatch.distributed;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Opened;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import io.minibatch.data.Dataset;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Network;
import io.minibatch.step.UnfusedStep;

/**
 * The gradients of one shard, with its images on a device. What it returns depends on its arguments alone: a shard that
 * was lost and reopened elsewhere gives bit-for-bit identical gradients.
 */
public final class ShardGradient implements AutoCloseable {
    private final Backend backend;
    private final ShardPlan plan;
    private final long seed;
    private final int size;
    private final Opened opened = new Opened();
    private final DeviceNetwork network;
    private final StepMemory memory;
    private final UnfusedStep step;
    private int epoch = -1;
    private int stepsDone;

    /**
     * Uploads the images; frees the device's memory again where that fails.
     *
     * @param shard counted from 0
     * @param images of this shard
     */
    public ShardGradient(Backend backend, ShardPlan plan, int shard, Dataset images) {
        this.backend = backend;
        this.plan = plan;
        this.seed = plan.seedOf(shard);
        this.size = images.size();
        int parameters = plan.architecture().parameterCount();
        StepPlan gradient = plan.step(Math.min(plan.rows(), size));
        try {
            network = opened.keep(new DeviceNetwork(backend, new Network(plan.architecture(), new float[parameters])));
            Examples examples = opened.keep(backend.upload(images.examples()));
            memory = opened.keep(StepMemory.allocate(backend, gradient, examples, network.all()));
            step = opened.keep(new UnfusedStep(backend, gradient, memory));
        } catch (RuntimeException | Error failed) {
            opened.close();
            throw failed;
        }
    }

    /**
     * Returns the gradient of the mean cost over this shard's part of a mini-batch.
     *
     * @param parameters not modified
     * @param wantedEpoch counted from 0
     * @param wantedStep counted from 0 in each epoch
     */
    public MeanGradient at(float[] parameters, int wantedEpoch, int wantedStep) {
        goTo(wantedEpoch, wantedStep);
        backend.upload(parameters, network.all());
        step.run();
        stepsDone++;
        float[] values = new float[parameters.length];
        backend.download(memory.parameters().gradient(), values);
        long left = size - (long) wantedStep * plan.rows();
        return new MeanGradient(values, (int) Math.min(plan.rows(), Math.max(0, left)));
    }

    /** The images of the steps before are taken and not looked at. */
    private void goTo(int wantedEpoch, int wantedStep) {
        if (epoch != wantedEpoch || stepsDone > wantedStep) {
            backend.shuffle(memory.batch(), seed, wantedEpoch);
            epoch = wantedEpoch;
            stepsDone = 0;
        }
        for (; stepsDone < wantedStep; stepsDone++) {
            backend.gather(memory.batch(), step.forward().input());
        }
    }

    @Override
    public void close() {
        opened.close();
    }
}
