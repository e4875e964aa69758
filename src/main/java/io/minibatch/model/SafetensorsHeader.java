package io.minibatch.model;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.minibatch.io.Excerpt;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The header of a safetensors file, checked in full before a number is read: the file may come from anywhere.
 *
 * @param entries in the order of their numbers, without gaps or overlaps
 * @param metadata texts by name
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
    static final String METADATA = "__metadata__";
    /** As many as PyTorch and NumPy have. */
    private static final int MAX_DIMENSIONS = 64;

    /** The range of one tensor's numbers, in bytes from the end of the header. */
    record Entry(String name, TensorType type, List<Integer> shape, long begin, long end) {
        /** Returns how many numbers there are. */
        int count() {
            return (int) ((end - begin) / type.bytes());
        }
    }

    /**
     * Reads a header.
     *
     * @param text the JSON object, with spaces behind it or without
     * @param size how many bytes of numbers follow it
     * @throws IllegalArgumentException if it is not of the format or does not fit the file
     */
    static SafetensorsHeader parse(byte[] text, long size) {
        // A plain Reader would replace invalid UTF-8, and the parser would skip text before the brace.
        try (JsonReader json = new JsonReader(
                new InputStreamReader(new ByteArrayInputStream(text), StandardCharsets.UTF_8.newDecoder()))) {
            json.setStrictness(Strictness.STRICT);
            if (text[0] != '{') {
                throw new MalformedJsonException("unexpected text before the object");
            }
            SafetensorsHeader header = read(json);
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw new MalformedJsonException("unexpected text after the object");
            }
            checkPlaces(header.entries, size);
            return header;
        } catch (IOException | IllegalStateException | NumberFormatException broken) {
            throw new IllegalArgumentException("its header is not of that format", broken);
        }
    }

    private static SafetensorsHeader read(JsonReader json) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        readObject(json, name -> {
            if (name.equals(METADATA)) {
                readObject(json, key -> metadata.put(key, text(json)));
            } else {
                entries.add(readEntry(json, name));
            }
        });
        // An empty tensor begins where the next one does.
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        return new SafetensorsHeader(entries, metadata);
    }

    /** Reads the value of a member. */
    @FunctionalInterface
    private interface Member {
        void read(String name) throws IOException;
    }

    /** Reads an object; refuses duplicate names, which JSON itself allows. */
    private static void readObject(JsonReader json, Member member) throws IOException {
        Set<String> names = new HashSet<>();
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            if (!names.add(name)) {
                throw new IllegalArgumentException("its header has " + Excerpt.of(name) + " twice");
            }
            member.read(name);
        }
        json.endObject();
    }

    private static Entry readEntry(JsonReader json, String name) throws IOException {
        Description description = new Description("the tensor " + Excerpt.of(name));
        readObject(json, member -> {
            switch (member) {
                case "dtype" -> description.type = text(json);
                case "shape" -> description.shape = description.numbers(json);
                case "data_offsets" -> description.offsets = description.numbers(json);
                default -> json.skipValue();
            }
        });
        return description.entry(name);
    }

    /** The members of one tensor's object, as far as they are read. */
    private static final class Description {
        private final String subject;
        private @Nullable String type;
        private @Nullable List<Long> shape;
        private @Nullable List<Long> offsets;

        Description(String subject) {
            this.subject = subject;
        }

        List<Long> numbers(JsonReader json) throws IOException {
            List<Long> numbers = new ArrayList<>();
            json.beginArray();
            while (json.hasNext()) {
                if (json.peek() != JsonToken.NUMBER) {
                    throw new MalformedJsonException("a number is expected");
                }
                numbers.add(json.nextLong());
                check(numbers.size() <= MAX_DIMENSIONS, " has more than " + MAX_DIMENSIONS + " dimensions");
            }
            json.endArray();
            return numbers;
        }

        Entry entry(String name) {
            if (type == null || shape == null || offsets == null) {
                throw new IllegalArgumentException(subject + " lacks its type, shape or place");
            }
            TensorType numberType = TensorType.named(type);
            if (numberType == null) {
                throw new IllegalArgumentException(
                        subject + " is " + Excerpt.of(type) + "; the types that can be read are " + TensorType.names());
            }
            long bytes = numberType.bytes();
            for (long dimension : shape) {
                check(dimension >= 0, " has the shape " + shown(shape));
                // Neither factor has more than 31 bits, so that the product cannot overflow.
                check(dimension <= Integer.MAX_VALUE && bytes * dimension <= Integer.MAX_VALUE, " is too large");
                bytes *= dimension;
            }
            check(
                    offsets.size() == 2 && offsets.get(1) - offsets.get(0) == bytes,
                    " of shape " + shown(shape) + " has the offsets " + shown(offsets));
            return new Entry(
                    name, numberType, shape.stream().map(Long::intValue).toList(), offsets.get(0), offsets.get(1));
        }

        private static String shown(List<Long> numbers) {
            return Excerpt.of(numbers.toString());
        }

        private void check(boolean holds, String fault) {
            if (!holds) {
                throw new IllegalArgumentException(subject + fault);
            }
        }
    }

    private static String text(JsonReader json) throws IOException {
        if (json.peek() != JsonToken.STRING) {
            throw new MalformedJsonException("a text is expected");
        }
        return json.nextString();
    }

    /** Throws unless the numbers fill the rest of the file, each of them in one tensor. */
    private static void checkPlaces(List<Entry> entries, long size) {
        long expected = 0;
        for (Entry entry : entries) {
            if (entry.begin != expected || entry.end > size) {
                throw new IllegalArgumentException(
                        "the tensor " + Excerpt.of(entry.name) + " lies outside of the file or over another");
            }
            expected = entry.end;
        }
        if (expected != size) {
            throw new IllegalArgumentException("it is longer than its header says");
        }
    }
}
