package io.minibatch.trial;

import io.minibatch.spec.PreparedTraining;
import io.minibatch.spec.Settings;
import java.io.Serializable;

/** Makes trainings of trials; called from several threads, perhaps of other machines. */
public interface Preparation extends Serializable {
    /**
     * Returns the training of a trial.
     *
     * @throws TrialException if a setting is wrong, in one line that names it
     */
    PreparedTraining prepare(Trial trial);

    /**
     * Returns the preparation by the settings of each trial; data are loaded once.
     *
     * @param place where the data of all trials are
     */
    static Preparation onDataAt(Settings place) {
        return new PreparationOnData(place);
    }
}
