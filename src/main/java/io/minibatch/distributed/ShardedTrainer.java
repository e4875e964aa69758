package io.minibatch.distributed;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Opened;
import io.minibatch.backend.ParameterBlock;
import io.minibatch.backend.Rates;
import io.minibatch.backend.Step;
import io.minibatch.backend.StepClock;
import io.minibatch.backend.StepMemory;
import io.minibatch.backend.StepPlan;
import io.minibatch.data.Dataset;
import io.minibatch.network.DeviceNetwork;
import io.minibatch.step.ParameterUpdate;
import io.minibatch.train.StepTrainer;
import io.minibatch.train.TrainingDevice;
import io.minibatch.train.TrainingListener;
import io.minibatch.train.TrainingOptions;
import io.minibatch.train.TrainingSession;
import io.minibatch.train.TrainingState;
import io.minibatch.train.TrainingSteps;
import java.util.List;

/**
 * Trains networks by synchronous data-parallel descent: in each step the parameters go out to the shards, the mean of
 * their gradients comes back, and one update is done here. With shards of equal size this is a step of the large
 * mini-batch.
 */
public final class ShardedTrainer extends StepTrainer {
    private final Gradients gradients;

    /**
     * Creates a trainer.
     *
     * @param backend of the updates and the measurements
     * @param gradients of the same options, by {@link ShardPlan}; the caller closes them
     */
    public ShardedTrainer(
            Backend backend, TrainingOptions options, Gradients gradients, List<TrainingListener> listeners) {
        super(backend, options, listeners);
        this.gradients = gradients;
    }

    @Override
    protected void requireFit(TrainingState start, Dataset training) {}

    @Override
    protected TrainingSteps steps(TrainingSession session) {
        return new ShardedSteps(
                session.device(), session.network(), session.training().size());
    }

    private final class ShardedSteps implements TrainingSteps {
        private final TrainingDevice device;
        private final Backend backend;
        private final ParameterBlock block;
        private final Matrix rates;
        private final StepClock clock;
        private final ParameterUpdate update;
        private final float[] parameters;
        private final Opened opened = new Opened();
        private final Step step = new Step() {
            @Override
            public void run(int times) {
                for (int i = 0; i < times; i++) {
                    runOnce();
                }
            }

            @Override
            public void close() {}
        };
        private long seed;
        private int epoch;
        private int done;

        ShardedSteps(TrainingDevice device, DeviceNetwork network, int examples) {
            this.device = device;
            this.backend = device.backend();
            StepPlan plan = options().plan(network.architecture(), examples);
            try {
                rates = opened.keep(backend.allocate(1, Rates.SIZE));
                clock = opened.keep(backend.allocateClock((examples + plan.capacity() - 1) / plan.capacity()));
                block = StepMemory.allocateBlock(backend, plan, network.all());
            } catch (RuntimeException | Error failed) {
                opened.close();
                throw failed;
            }
            update = new ParameterUpdate(backend, plan, clock, rates, block);
            parameters = new float[plan.parameterCount()];
        }

        @Override
        public ParameterBlock parameters() {
            return block;
        }

        @Override
        public Matrix rates() {
            return rates;
        }

        @Override
        public StepClock clock() {
            return clock;
        }

        @Override
        public boolean isFused() {
            return false;
        }

        @Override
        public void startEpoch(long newSeed, int newEpoch) {
            seed = newSeed;
            epoch = newEpoch;
            done = 0;
        }

        @Override
        public int run(int most) {
            return device.run(step, most);
        }

        private void runOnce() {
            backend.download(block.values(), parameters);
            backend.upload(gradients.at(parameters, epoch, done), block.gradient());
            done++;
            backend.set(clock, seed, epoch, done);
            update.run();
        }

        @Override
        public void close() {
            block.closeAllButValues();
            opened.close();
        }
    }
}
