package io.minibatch.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.minibatch.io.AtomicFile;
import io.minibatch.io.Excerpt;
import io.minibatch.io.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Named float32 tensors in the safetensors format: the length of the header in eight bytes, low byte first; the header,
 * a JSON object of {@code name: {"dtype", "shape", "data_offsets": [begin, end]}} with texts under
 * {@code __metadata__}; the numbers, row-major, low byte first, without gaps.
 *
 * @param tensors in the order of their numbers, with distinct names
 * @param metadata texts by name
 */
public record Safetensors(List<Tensor> tensors, Map<String, String> metadata) {
    /** The format's own limit of a header. */
    private static final int MAX_HEADER = 100_000_000;

    private static final int BUFFER_FLOATS = 1 << 14;

    public Safetensors {
        tensors = List.copyOf(tensors);
        metadata = Map.copyOf(metadata);
        Set<String> taken = new HashSet<>(Set.of(SafetensorsHeader.METADATA));
        for (Tensor tensor : tensors) {
            if (!taken.add(tensor.name)) {
                throw new IllegalArgumentException(
                        "a tensor cannot be named " + Excerpt.of(tensor.name) + ", which is taken");
            }
        }
    }

    /**
     * A tensor.
     *
     * @param shape its product is the number of values
     * @param values row-major, not copied
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Tensor(String name, List<Integer> shape, float[] values) {
        public Tensor {
            shape = List.copyOf(shape);
            // In floating point, where a product that is too large does not come out as a small one.
            double size = shape.stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b);
            if (size != values.length || shape.stream().anyMatch(dimension -> dimension < 0)) {
                throw new IllegalArgumentException(
                        "the tensor " + Excerpt.of(name) + " of shape " + shape + " has " + values.length + " values");
            }
        }
    }

    /**
     * Writes a file; it is replaced as a whole or not at all.
     *
     * @throws ModelException if it cannot be written
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
            header.add(SafetensorsHeader.METADATA, texts);
        }
        long begin = 0;
        for (Tensor tensor : tensors) {
            long end = begin + (long) tensor.values.length * Float.BYTES;
            JsonObject entry = new JsonObject();
            entry.addProperty("dtype", TensorType.F32.name());
            entry.add(
                    "shape", array(tensor.shape.stream().map(Integer::longValue).toList()));
            entry.add("data_offsets", array(List.of(begin, end)));
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
     * Reads a file whose tensors are float32, float16, bfloat16 or float64; all become float32.
     *
     * @throws ModelException if it is missing or not such a file
     */
    public static Safetensors read(Path file) {
        ModelFile.requireFile(file);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return read(in, Files.size(file));
        } catch (IOException failure) {
            throw new ModelException(file + ": cannot be read: " + Reason.of(failure));
        } catch (IllegalArgumentException broken) {
            throw new ModelException(file + ": cannot be read as safetensors: " + broken.getMessage());
        }
    }

    private static Safetensors read(InputStream in, long size) throws IOException {
        long length = fill(in, littleEndian(Long.BYTES)).getLong();
        if (length < 2 || length > MAX_HEADER || length > size - Long.BYTES) {
            throw new IllegalArgumentException("its header would be " + Long.toUnsignedString(length) + " bytes");
        }
        byte[] text = fill(in, littleEndian((int) length)).array();
        SafetensorsHeader header = SafetensorsHeader.parse(text, size - Long.BYTES - length);
        List<Tensor> tensors = new ArrayList<>();
        for (SafetensorsHeader.Entry entry : header.entries()) {
            tensors.add(new Tensor(entry.name(), entry.shape(), values(in, entry)));
        }
        return new Safetensors(tensors, header.metadata());
    }

    private static float[] values(InputStream in, SafetensorsHeader.Entry entry) throws IOException {
        float[] values = new float[entry.count()];
        for (int start = 0; start < values.length; start += BUFFER_FLOATS) {
            int end = Math.min(values.length, start + BUFFER_FLOATS);
            ByteBuffer bytes =
                    fill(in, littleEndian((end - start) * entry.type().bytes()));
            for (int i = start; i < end; i++) {
                values[i] = entry.type().read(bytes);
            }
        }
        return values;
    }

    private static ByteBuffer fill(InputStream in, ByteBuffer buffer) throws IOException {
        if (in.readNBytes(buffer.array(), 0, buffer.capacity()) < buffer.capacity()) {
            throw new IllegalArgumentException("it ends too early");
        }
        return buffer;
    }
}
