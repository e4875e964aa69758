package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Step;
import io.minibatch.data.Dataset;

/**
 * A backend as a training uses it. Other trainings may use the same backend, but only while this one waits in
 * {@link #run}.
 */
public interface TrainingDevice {
    Backend backend();

    /** Returns a data set on the backend, uploaded by the first call. The device frees it, not the caller. */
    Examples examples(Dataset data);

    /**
     * Runs a step several times, perhaps beside the steps of other trainings and perhaps without waiting for the
     * backend. The device chooses the number, so that the call takes about a tenth of a second. The results do not
     * depend on it.
     *
     * @param most at least 1
     * @return number of runs, from 1 to {@code most}
     */
    int run(Step step, int most);
}
