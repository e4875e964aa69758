package io.minibatch.report;

import io.minibatch.io.Protobuf;
import io.minibatch.io.Reason;
import io.minibatch.network.Network;
import io.minibatch.train.History;
import io.minibatch.train.Measurement;
import io.minibatch.train.Monitor;
import io.minibatch.train.TrainingListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * Writes the measurements of a run as an event file of TensorBoard. The file appears with the first measurement, and
 * each measurement is one append, so that TensorBoard follows and a kill leaves at most one record cut off.
 *
 * <p>The tags are {@code cost/training}, {@code cost/validation}, {@code accuracy/training} and so on,
 * {@code speed/learning_rate} and {@code speed/examples_per_second}. The step is the epoch, a measurement inside an
 * epoch counting for its end. Where several measurements are made in an epoch, the step is the number of training
 * examples seen, as TensorBoard keeps one value a step.
 *
 * <p>A resumed run writes another file, which starts with the first step that is trained again: TensorBoard drops what
 * the earlier files hold from that step on.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto">event.proto</a>
 */
public final class TensorBoardEvents implements TrainingListener {
    private static final String NAME = "events.out.tfevents.%06d";
    private static final String VERSION = "brain.Event:2";
    private static final double SECONDS = 1e-3;

    /** Added to a checksum that is stored beside what it is of. */
    private static final int MASK = 0xA282EAD8;

    private static final int MASK_ROTATION = 17;

    /** Numbers of the fields in the messages. */
    private interface Field {
        int EVENT_WALL_TIME = 1;
        int EVENT_STEP = 2;
        int EVENT_FILE_VERSION = 3;
        int EVENT_SUMMARY = 5;
        int EVENT_SESSION_LOG = 7;
        int SESSION_LOG_STATUS = 1;
        int SUMMARY_VALUE = 1;
        int VALUE_TAG = 1;
        int VALUE_SIMPLE = 2;
    }

    /** The status of a session that starts. */
    private static final long START = 1;

    private final Path file;
    private final long stepsPerEpoch;
    private final long firstStep;
    private boolean started;

    /**
     * Names the next event file of a run's folder.
     *
     * @param stepsPerEpoch 1, or the number of training examples where more than one measurement is made in an epoch
     * @param epochsDone the epochs whose measurements stay, 0 for a new run
     */
    public TensorBoardEvents(Path folder, int stepsPerEpoch, int epochsDone) {
        this.file = next(folder);
        this.stepsPerEpoch = stepsPerEpoch;
        this.firstStep = (long) epochsDone * stepsPerEpoch + 1;
    }

    /** TensorBoard reads the files of a folder in the order of their names. */
    private static Path next(Path folder) {
        int number = 1;
        while (Files.exists(folder.resolve(String.format(Locale.ROOT, NAME, number)))) {
            number++;
        }
        return folder.resolve(String.format(Locale.ROOT, NAME, number));
    }

    @Override
    public void measured(History history, Supplier<Network> network) {
        Measurement measurement =
                history.measurements().get(history.measurements().size() - 1);
        try {
            if (!started) {
                append(event().add(Field.EVENT_FILE_VERSION, VERSION));
                append(event().add(Field.EVENT_STEP, firstStep)
                        .add(Field.EVENT_SESSION_LOG, new Protobuf().add(Field.SESSION_LOG_STATUS, START)));
                started = true;
            }
            append(event().add(Field.EVENT_STEP, step(measurement)).add(Field.EVENT_SUMMARY, summary(measurement)));
        } catch (IOException failure) {
            throw new UncheckedIOException(file + ": cannot be written: " + Reason.of(failure), failure);
        }
    }

    private static Protobuf event() {
        return new Protobuf().add(Field.EVENT_WALL_TIME, System.currentTimeMillis() * SECONDS);
    }

    private long step(Measurement measurement) {
        return stepsPerEpoch == 1
                ? (long) Math.ceil(measurement.epoch())
                : Math.round(measurement.epoch() * stepsPerEpoch);
    }

    private static Protobuf summary(Measurement measurement) {
        Protobuf summary = new Protobuf();
        for (Monitor monitor : Monitor.values()) {
            String part = monitor.isOfTraining() ? "training" : "validation";
            measurement
                    .value(monitor)
                    .ifPresent(value -> add(summary, monitor.quantity().label() + "/" + part, value));
        }
        if (measurement.eta() > 0) {
            add(summary, "speed/learning_rate", measurement.eta());
        }
        add(summary, "speed/examples_per_second", measurement.examplesPerSecond());
        return summary;
    }

    private static void add(Protobuf summary, String tag, double value) {
        summary.add(
                Field.SUMMARY_VALUE, new Protobuf().add(Field.VALUE_TAG, tag).add(Field.VALUE_SIMPLE, (float) value));
    }

    /** Appends a record of the TFRecord format: the length and its checksum, the message and its checksum. */
    private void append(Protobuf event) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        event.writeTo(bytes);
        byte[] message = bytes.toByteArray();
        ByteBuffer record = ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES + message.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(message.length);
        record.putInt(maskedChecksum(record.array(), Long.BYTES))
                .put(message)
                .putInt(maskedChecksum(message, message.length));
        Files.write(file, record.array(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static int maskedChecksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return Integer.rotateLeft((int) checksum.getValue(), MASK_ROTATION) + MASK;
    }
}
