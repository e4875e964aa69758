package io.minibatch.distributed;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Batch;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Matrix;
import io.minibatch.data.Dataset;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.network.Network;
import io.minibatch.train.TrainingStep;
import io.minibatch.train.WholeGradient;

/**
 * The gradients of one shard, with its images on a device. What it returns depends on its arguments alone: a shard that was
 * lost and opened again elsewhere goes on to the same bits.
 */
public final class ShardGradient implements AutoCloseable {
    private final Backend backend;
    private final ShardPlan plan;
    private final long seed;
    private final int size;
    private final DeviceNetwork network;
    private final Examples examples;
    private final Batch batch;
    private final Matrix gradient;
    private final TrainingStep step;
    private int epoch = -1;
    private int stepsDone;

    /**
     * Uploads the images.
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
        network = new DeviceNetwork(backend, new Network(plan.architecture(), new float[parameters]));
        examples = backend.upload(images.images(), images.labels(), images.features(), images.classes());
        batch = backend.allocateBatch(examples, Math.min(plan.rows(), size));
        gradient = backend.allocate(1, parameters);
        WholeGradient whole = new WholeGradient(backend, network);
        whole.target(gradient);
        step = new TrainingStep(backend, batch, network, whole, plan.regularization(), plan.augmentation());
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
        backend.download(gradient, values);
        long left = size - (long) wantedStep * plan.rows();
        return new MeanGradient(values, (int) Math.min(plan.rows(), Math.max(0, left)));
    }

    /** The images of the steps before are taken and not looked at. */
    private void goTo(int wantedEpoch, int wantedStep) {
        if (epoch != wantedEpoch || stepsDone > wantedStep) {
            backend.shuffle(batch, seed, wantedEpoch);
            epoch = wantedEpoch;
            stepsDone = 0;
        }
        for (; stepsDone < wantedStep; stepsDone++) {
            backend.gather(batch, step.forward().input());
        }
    }

    @Override
    public void close() {
        step.close();
        gradient.close();
        batch.close();
        examples.close();
        network.close();
    }
}
