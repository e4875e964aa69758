package io.minibatch.tune;

import io.minibatch.random.Purpose;
import io.minibatch.random.RandomStream;
import java.util.List;
import java.util.stream.IntStream;

/** Proposes independent uniform points. Bergstra and Bengio 2012. */
public record RandomSampler(long seed, int dimensions) implements Sampler {
    @Override
    public double[] propose(int trial, List<Observation> observed) {
        RandomStream stream = new RandomStream(seed, Purpose.SEARCH, trial, 0);
        return IntStream.range(0, dimensions).mapToDouble(stream::uniform).toArray();
    }

    @Override
    public boolean isIndependent() {
        return true;
    }
}
