package io.minibatch;

import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.data.Split;
import io.minibatch.model.Model;
import io.minibatch.network.Activation;
import io.minibatch.network.Cost;
import io.minibatch.spec.DataSpec;
import io.minibatch.spec.LearningRateSpec;
import io.minibatch.spec.LoopSpec;
import io.minibatch.spec.NetworkSpec;
import io.minibatch.spec.OptimizerSpec;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.spec.RegularizationSpec;
import io.minibatch.spec.Setting;
import io.minibatch.spec.SettingException;
import io.minibatch.spec.Settings;
import io.minibatch.spec.Trait;
import io.minibatch.train.FastestBackend;
import io.minibatch.train.Keep;
import io.minibatch.train.Measurement;
import io.minibatch.train.TrainingListener;
import io.minibatch.train.TrainingResult;
import io.minibatch.train.TrainingState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A training, described by its settings; unset ones have the defaults of the command {@code train}. Immutable; each
 * method that changes a setting returns another training, so that one may be the base of many.
 *
 * <pre>{@code
 * Result result = Training.on(Data.mnist()).hidden(100).epochs(10).eta(0.5).run();
 * }</pre>
 */
public final class Training {
    private final Data data;
    private final Settings settings;
    private final @Nullable StartingModel start;
    private final Place place;
    private final List<Supplier<TrainingListener>> listeners;

    /** The chosen device and the options to open it. */
    private record Place(Device device, BackendOptions options) {}

    private Training(
            Data data,
            Settings settings,
            @Nullable StartingModel start,
            Place place,
            List<Supplier<TrainingListener>> listeners) {
        this.data = data;
        this.settings = settings;
        this.start = start;
        this.place = place;
        this.listeners = List.copyOf(listeners);
    }

    /** Returns a training of the default network on data, which are read now. */
    public static Training on(Data data) {
        data.split();
        return new Training(data, Settings.NONE, null, new Place(Device.AUTO, BackendOptions.defaults()), List.of());
    }

    /** Sets the number of neurons of each hidden layer; inputs and outputs follow from the data. */
    public Training hidden(int... neurons) {
        return layers(IntStream.concat(
                        IntStream.concat(IntStream.of(data.training().features()), Arrays.stream(neurons)),
                        IntStream.of(data.training().outputs()))
                .toArray());
    }

    /** Sets all layers: inputs, hidden layers, outputs. */
    public Training layers(int... sizes) {
        return with(NetworkSpec.LAYERS, Arrays.stream(sizes).boxed().toList());
    }

    /**
     * Sets the activation of each layer after the inputs, one for all, or one for the hidden layers and one for the
     * outputs.
     */
    public Training activations(Activation... activations) {
        return with(NetworkSpec.ACTIVATIONS, List.of(activations));
    }

    /** Sets the cost that training minimizes. */
    public Training cost(Cost cost) {
        return with(NetworkSpec.COST, cost);
    }

    /** Sets the update rule by its name: {@code sgd}, {@code momentum}, {@code adam}, {@code lbfgs}, … */
    public Training optimizer(String name) {
        return set(OptimizerSpec.OPTIMIZER.name(), name);
    }

    /** Sets the learning rate, more than 0. */
    public Training eta(double eta) {
        return with(LearningRateSpec.ETA, eta);
    }

    /** Sets the number of passes over the training data, at least 1. */
    public Training epochs(int epochs) {
        return with(LoopSpec.EPOCHS, epochs);
    }

    /** Sets the number of examples of a mini-batch, at least 1. */
    public Training batch(int examples) {
        return with(LoopSpec.BATCH, examples);
    }

    /** Sets the L2 regularization λ, 0 or more. */
    public Training lambda(double lambda) {
        return with(RegularizationSpec.LAMBDA, lambda);
    }

    /** Sets the share of neurons that are dropped in each hidden layer, from 0 to less than 1. */
    public Training dropout(double share) {
        return with(RegularizationSpec.DROPOUT, List.of(share));
    }

    /** Stops early when the validation score has not improved for {@code epochs} epochs. */
    public Training earlyStop(int epochs) {
        return set(LoopSpec.EARLY_STOP.name(), epochs);
    }

    /** Sets the network of the result: the best on the validation data (the default), or the last. */
    public Training keep(Keep keep) {
        return with(LoopSpec.KEEP, keep);
    }

    /** Sets the seed of initial weights and of the order of the examples. */
    public Training seed(long seed) {
        return with(LoopSpec.SEED, seed);
    }

    /**
     * Sets any setting of the table by its name.
     *
     * @param name such as {@code "label-smoothing"} or {@code "labelSmoothing"}
     * @param value text as on the command line, or a number, an enum constant or a list of them
     * @throws SettingException if there is no such setting of a training or the value is not allowed
     */
    public Training set(String name, Object value) {
        Setting<?> setting = NamedSetting.of(name);
        if (setting.has(Trait.TRIAL)) {
            throw new SettingException(setting.name(), "is a setting of trials, not of Training");
        }
        if (DataSpec.TABLE.contains(setting)) {
            throw new SettingException(setting.name(), "is a setting of Data, not of Training");
        }
        String text = NamedSetting.text(value);
        if (text.equals("auto")) {
            throw new SettingException(setting.name(), "auto is found by the command train, not by Training");
        }
        return with(settings.with(setting.name(), text));
    }

    private <T> Training with(Setting<T> setting, T value) {
        Objects.requireNonNull(value, setting.name());
        return with(settings.with(setting, value));
    }

    private Training with(Settings changed) {
        return new Training(data, changed, start, place, listeners);
    }

    /**
     * Starts from the weights of a model; layers, activations and cost are the model's. The data are brought to the
     * model's order of classes and features, matched by their names, and to its standardization. Epochs are counted
     * from the start, and the state of the update rule, such as momentum, begins at zero: models do not contain it.
     */
    public Training from(Model model) {
        StartingModel other = new StartingModel(Objects.requireNonNull(model, "model"));
        return new Training(data, settings, other, place, listeners);
    }

    /** Sets the device. */
    public Training device(Device device) {
        Objects.requireNonNull(device, "device");
        return new Training(data, settings, start, new Place(device, place.options), listeners);
    }

    /** Sets the options of the device: threads, matrix multiplication, precision. */
    public Training backendOptions(BackendOptions options) {
        Objects.requireNonNull(options, "options");
        return new Training(data, settings, start, new Place(place.device, options), listeners);
    }

    /** Adds a listener, which receives the events of every run of this training. */
    public Training listener(TrainingListener listener) {
        Objects.requireNonNull(listener, "listener");
        return listening(() -> listener);
    }

    /**
     * Hands each measurement, one an epoch if nothing else is set, to a consumer such as {@code System.out::println}.
     */
    public Training onMeasured(Consumer<Measurement> consumer) {
        Objects.requireNonNull(consumer, "consumer");
        return stopWhen(measurement -> {
            consumer.accept(measurement);
            return false;
        });
    }

    /** Stops a run after the first measurement that satisfies a condition. */
    public Training stopWhen(Predicate<Measurement> condition) {
        Objects.requireNonNull(condition, "condition");
        return listening(() -> new MeasurementListener(condition));
    }

    /** Adds a listener for each run. */
    private Training listening(Supplier<TrainingListener> listener) {
        return new Training(
                data,
                settings,
                start,
                place,
                Stream.concat(listeners.stream(), Stream.of(listener)).toList());
    }

    /**
     * Trains. Interrupting the thread stops the run, as {@link #stopWhen} does; the interrupt status is kept.
     *
     * @throws SettingException if the settings do not fit each other or the data
     * @throws io.minibatch.data.DataException if the data do not fit the model that the training starts from
     * @throws io.minibatch.backend.BackendException if the device cannot be used
     * @throws io.minibatch.train.DivergedException if the training diverges (a NaN or infinite value)
     */
    public Result run() {
        Split split = start == null ? data.split() : start.model().matched(data.split());
        PreparedTraining training = training(split);
        try (Opened opened = open(training)) {
            List<TrainingListener> all = new ArrayList<>();
            listeners.forEach(listener -> all.add(listener.get()));
            all.add(new InterruptListener());
            TrainingResult result = training.trainer(opened.choice.backend(), all)
                    .train(
                            TrainingState.start(training.initial()),
                            training.split().training(),
                            training.split().validation());
            return Result.of(result, training, opened.choice);
        }
    }

    /** An open backend; closing it releases the device. */
    private record Opened(Backends.Selection choice) implements AutoCloseable {
        @Override
        public void close() {
            choice.backend().close();
        }
    }

    private PreparedTraining training(Split split) {
        Settings effective = start == null ? settings : start.settings().with(settings);
        effective.spec().requireWholeWarmUp();
        PreparedTraining described = effective.training(split);
        return start == null ? described : start.before(described);
    }

    private Opened open(PreparedTraining training) {
        if (place.device != Device.AUTO) {
            return new Opened(place.device.openNamed(place.options));
        }
        return new Opened(FastestBackend.ofThisUser().open(training.workload(), place.options));
    }

    /** Returns the data and the settings that are not defaults. */
    @Override
    public String toString() {
        return "training on " + data.training().name() + ", " + (start == null ? "" : "from a model, ")
                + (settings.isEmpty() ? "default settings" : settings);
    }
}
