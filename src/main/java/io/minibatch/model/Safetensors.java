package io.minibatch.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.minibatch.io.AtomicFile;
import io.minibatch.io.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named float32 tensors in the safetensors format: the length of the header in eight bytes, low byte first; the header, a
 * JSON object of {@code name: {"dtype", "shape", "data_offsets": [begin, end]}} with texts under {@code __metadata__}; the
 * numbers, row-major, low byte first, without gaps.
 *
 * @param tensors in the order of their numbers
 * @param metadata texts by name
 */
public record Safetensors(List<Tensor> tensors, Map<String, String> metadata) {
    private static final String METADATA = "__metadata__";

    /** The format's own limit of a header. */
    private static final int MAX_HEADER = 100_000_000;

    private static final int BUFFER_FLOATS = 1 << 14;

    public Safetensors {
        tensors = List.copyOf(tensors);
        metadata = Map.copyOf(metadata);
    }

    /**
     * A tensor.
     *
     * @param shape the product of which is the number of values
     * @param values row-major, not copied
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Tensor(String name, List<Integer> shape, float[] values) {
        public Tensor {
            shape = List.copyOf(shape);
            long size = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
            if (size != values.length) {
                throw new IllegalArgumentException(
                        "the tensor " + name + " of shape " + shape + " has " + values.length + " values");
            }
        }
    }

    /**
     * Writes a file; it is replaced as a whole or not at all.
     *
     * @throws ModelException where it cannot be written
     */
    public void write(Path file) {
        try {
            AtomicFile.write(file, this::write);
        } catch (IOException failure) {
            throw new ModelException(file + ": cannot be written: " + Reason.of(failure));
        }
    }

    private void write(OutputStream out) throws IOException {
        byte[] header = header().getBytes(StandardCharsets.UTF_8);
        int padding = -header.length & 7; // so that the numbers are aligned
        out.write(littleEndian(Long.BYTES).putLong(header.length + padding).array());
        out.write(header);
        out.write(" ".repeat(padding).getBytes(StandardCharsets.UTF_8));
        ByteBuffer buffer = littleEndian(BUFFER_FLOATS * Float.BYTES);
        for (Tensor tensor : tensors) {
            for (int start = 0; start < tensor.values.length; start += BUFFER_FLOATS) {
                int count = Math.min(BUFFER_FLOATS, tensor.values.length - start);
                buffer.asFloatBuffer().put(tensor.values, start, count);
                out.write(buffer.array(), 0, count * Float.BYTES);
            }
        }
    }

    private String header() {
        JsonObject header = new JsonObject();
        if (!metadata.isEmpty()) {
            JsonObject texts = new JsonObject();
            metadata.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(text -> texts.addProperty(text.getKey(), text.getValue()));
            header.add(METADATA, texts);
        }
        long begin = 0;
        for (Tensor tensor : tensors) {
            long end = begin + (long) tensor.values.length * Float.BYTES;
            JsonObject entry = new JsonObject();
            entry.addProperty("dtype", "F32");
            entry.add(
                    "shape", array(tensor.shape.stream().map(Integer::longValue).toList()));
            entry.add("data_offsets", array(List.of(begin, end)));
            if (header.has(tensor.name)) {
                throw new IllegalArgumentException("two tensors are named " + tensor.name);
            }
            header.add(tensor.name, entry);
            begin = end;
        }
        return header.toString();
    }

    private static JsonArray array(List<Long> numbers) {
        JsonArray array = new JsonArray();
        numbers.forEach(array::add);
        return array;
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads a file whose tensors are all float32.
     *
     * @throws ModelException where it is missing or not such a file
     */
    public static Safetensors read(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long length = fully(channel, 0, Long.BYTES).getLong();
            if (length < 2 || length > MAX_HEADER || length > channel.size() - Long.BYTES) {
                throw new ModelException(file + ": is no safetensors file: its header would be " + length + " bytes");
            }
            String text = new String(fully(channel, Long.BYTES, (int) length).array(), StandardCharsets.UTF_8);
            return read(
                    channel, Long.BYTES + length, JsonParser.parseString(text).getAsJsonObject());
        } catch (IOException failure) {
            throw new ModelException(file + ": cannot be read: " + Reason.of(failure));
        } catch (JsonParseException
                | IllegalStateException
                | UnsupportedOperationException
                | ClassCastException
                | NumberFormatException broken) {
            throw new ModelException(file + ": is no safetensors file: its header is not of that format");
        } catch (IllegalArgumentException | ArithmeticException broken) {
            throw new ModelException(file + ": is no safetensors file: " + broken.getMessage());
        }
    }

    private static Safetensors read(FileChannel channel, long start, JsonObject header) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonElement> member : header.entrySet()) {
            JsonObject value = member.getValue().getAsJsonObject();
            if (member.getKey().equals(METADATA)) {
                value.entrySet()
                        .forEach(text ->
                                metadata.put(text.getKey(), text.getValue().getAsString()));
            } else {
                entries.add(Entry.of(member.getKey(), value));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::begin));
        List<Tensor> tensors = new ArrayList<>();
        long expected = 0;
        for (Entry entry : entries) {
            if (entry.begin != expected || entry.end > channel.size() - start) {
                throw new IllegalArgumentException(
                        "the tensor " + entry.name + " lies outside of the file or over another");
            }
            tensors.add(entry.read(channel, start));
            expected = entry.end;
        }
        if (start + expected != channel.size()) {
            throw new IllegalArgumentException("it is longer than its header says");
        }
        return new Safetensors(tensors, metadata);
    }

    /** What the header says of one tensor. */
    private record Entry(String name, List<Integer> shape, long begin, long end) {
        static Entry of(String name, JsonObject value) {
            JsonElement type = value.get("dtype");
            JsonArray offsets = value.getAsJsonArray("data_offsets");
            JsonArray sizes = value.getAsJsonArray("shape");
            if (type == null || offsets == null || offsets.size() != 2 || sizes == null) {
                throw new IllegalArgumentException("the tensor " + name + " lacks its type, shape or place");
            }
            if (!type.getAsString().equals("F32")) {
                throw new IllegalArgumentException(
                        "the tensor " + name + " is " + type.getAsString() + "; only F32 can be read");
            }
            List<Integer> shape = new ArrayList<>();
            long size = Float.BYTES;
            for (JsonElement each : sizes) {
                int length = each.getAsBigDecimal().intValueExact();
                shape.add(length);
                size = Math.multiplyExact(size, length);
            }
            long begin = offsets.get(0).getAsBigDecimal().longValueExact();
            long end = offsets.get(1).getAsBigDecimal().longValueExact();
            if (size < 0 || end - begin != size || size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "the tensor " + name + " of shape " + shape + " has " + (end - begin) + " bytes");
            }
            return new Entry(name, shape, begin, end);
        }

        Tensor read(FileChannel channel, long start) throws IOException {
            float[] values = new float[(int) ((end - begin) / Float.BYTES)];
            fully(channel, start + begin, (int) (end - begin)).asFloatBuffer().get(values);
            return new Tensor(name, shape, values);
        }
    }

    private static ByteBuffer fully(FileChannel channel, long position, int size) throws IOException {
        ByteBuffer buffer = littleEndian(size);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IllegalArgumentException("it ends too early");
            }
        }
        return buffer.flip();
    }
}
