package io.minibatch.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tensorflow.framework.Summary;
import org.tensorflow.util.Event;
import org.tensorflow.util.SessionLog;

/** Event files, read by TensorFlow's own message classes and by TensorBoard's rules. */
public final class EventFile {
    private static final int REVERSED_CASTAGNOLI = 0x82F63B78;

    private EventFile() {}

    /** Returns the event files of a folder in TensorBoard's order. */
    public static List<Path> of(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().contains("tfevents"))
                    .sorted()
                    .toList();
        }
    }

    /** Returns all whole records; one that is cut off at the end is ignored, as TensorBoard does. */
    public static List<Event> read(Path file) throws IOException {
        List<Event> events = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.remaining() >= 12) {
            byte[] length = new byte[8];
            bytes.mark().get(length).reset();
            long size = bytes.getLong();
            assertEquals(masked(length), bytes.getInt(), "checksum of the length");
            if (bytes.remaining() < size + 4) {
                break;
            }
            byte[] message = new byte[Math.toIntExact(size)];
            bytes.get(message);
            assertEquals(masked(message), bytes.getInt(), "checksum of the message");
            events.add(parsed(message));
        }
        return events;
    }

    private static Event parsed(byte[] message) throws InvalidProtocolBufferException {
        Event event = Event.parseFrom(message);
        assertTrue(event.getUnknownFields().asMap().isEmpty(), event.toString());
        return event;
    }

    /** Returns the value at each step of each tag that TensorBoard shows of a folder; a step that is doubled fails. */
    public static NavigableMap<String, NavigableMap<Long, Float>> shown(Path folder) throws IOException {
        NavigableMap<String, NavigableMap<Long, Float>> shown = new TreeMap<>();
        boolean restart = false;
        for (Path file : of(folder)) {
            for (Event event : read(file)) {
                if (event.getSessionLog().getStatus() == SessionLog.SessionStatus.START) {
                    if (restart) {
                        shown.values()
                                .forEach(steps ->
                                        steps.tailMap(event.getStep(), true).clear());
                    }
                    restart = true;
                }
                for (Summary.Value value : event.getSummary().getValueList()) {
                    Float doubled = shown.computeIfAbsent(value.getTag(), tag -> new TreeMap<>())
                            .put(event.getStep(), value.getSimpleValue());
                    assertEquals(null, doubled, value.getTag() + " has step " + event.getStep() + " twice");
                }
            }
        }
        return shown;
    }

    /** Returns the value at each step of a tag, none where there is no such tag. */
    public static NavigableMap<Long, Float> shown(Path folder, String tag) throws IOException {
        return shown(folder).getOrDefault(tag, new TreeMap<>());
    }

    private static int masked(byte[] bytes) {
        int crc = ~0;
        for (byte each : bytes) {
            crc ^= each & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc >>> 1 ^ (crc & 1) * REVERSED_CASTAGNOLI;
            }
        }
        crc = ~crc;
        return (crc >>> 15 | crc << 17) + 0xA282EAD8;
    }
}
