package io.minibatch.trial;

import io.minibatch.data.DataException;
import io.minibatch.data.DataListener;
import io.minibatch.data.DataLoader;
import io.minibatch.data.DataOptions;
import io.minibatch.data.Split;
import io.minibatch.io.OptionalLibrary;
import io.minibatch.spec.LoopSpec;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.spec.Setting;
import io.minibatch.spec.SettingException;
import io.minibatch.spec.Settings;
import io.minibatch.train.Keep;
import io.minibatch.train.Score;
import java.io.Serial;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes trainings by the settings of trials, on data that are loaded once for each selection of them. */
final class PreparationOnData implements Preparation {
    @Serial
    private static final long serialVersionUID = 1;

    private final Settings place;
    private final transient Map<DataOptions, Split> loaded = new ConcurrentHashMap<>();

    PreparationOnData(Settings place) {
        this.place = place;
    }

    /** On another machine nothing is loaded yet. */
    @Serial
    private Object readResolve() {
        return new PreparationOnData(place);
    }

    @Override
    public PreparedTraining prepare(Trial trial) {
        try {
            Settings all = all(trial);
            Split split = loaded.computeIfAbsent(
                    all.spec().data().options(),
                    options -> DataLoader.standard().load(options, DataListener.NONE));
            if (trial.isSvm()) {
                OptionalLibrary.LIBSVM.require();
                SupportVectors.requireFit(trial, split);
            }
            PreparedTraining training = withScoreOf(split, all).training(split);
            FinalMeasure.requireFit(trial, training.options());
            return keepsBest(trial.settings()) ? training : training.keeping(Keep.LAST);
        } catch (SettingException wrong) {
            throw new TrialException(trial.label(), wrong);
        } catch (DataException wrong) {
            throw wrong.setting() == null
                    ? new TrialException(trial.label(), String.valueOf(wrong.getMessage()))
                    : new TrialException(trial.label(), new SettingException(wrong.setting(), wrong.reason()));
        } catch (IllegalArgumentException wrong) {
            throw new TrialException(trial.label(), String.valueOf(wrong.getMessage()));
        }
    }

    /**
     * Returns settings whose monitor is the score of the data, where it is a score: a search does not know their task.
     */
    static Settings withScoreOf(Split split, Settings settings) {
        String score = Score.of(split.training().schema().task()).monitor().label();
        boolean another = Arrays.stream(Score.values())
                .map(one -> one.monitor().label())
                .anyMatch(label -> label.equals(settings.text("monitor")));
        return another ? settings.with("monitor", score) : settings;
    }

    /** A trial measures the network after its last epoch, as the book does, unless its settings ask for the best. */
    private static boolean keepsBest(Settings settings) {
        return settings.has(LoopSpec.KEEP) || settings.has(LoopSpec.EARLY_STOP);
    }

    private Settings all(Trial trial) {
        for (Setting<?> setting : place.given()) {
            if (trial.settings().has(setting)) {
                throw new SettingException(setting.name(), "is given for all trials already");
            }
        }
        return place.with(trial.trainingSettings());
    }
}
