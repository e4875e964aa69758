package io.minibatch.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message in the wire format of Protocol Buffers, as far as ONNX and TensorBoard need it: fields are appended in the
 * order of the calls, repeated fields by repeated calls.
 *
 * <p>It is kept in pieces, so that the weights of a large network, which lie three messages deep, are not copied.
 */
public final class Protobuf {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;
    private static final int SEVEN_BITS = 0x7F;

    private final List<byte[]> pieces = new ArrayList<>();

    /** Appends an integer, a truth value or an enum constant. */
    public Protobuf add(int field, long value) {
        tag(field, VARINT);
        varint(value);
        return this;
    }

    /** Appends a {@code float}. */
    public Protobuf add(int field, float value) {
        tag(field, FIXED32);
        pieces.add(littleEndian(value));
        return this;
    }

    /** Appends a {@code double}. */
    public Protobuf add(int field, double value) {
        tag(field, FIXED64);
        pieces.add(ByteBuffer.allocate(Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(value)
                .array());
        return this;
    }

    /** Appends a text. */
    public Protobuf add(int field, String text) {
        return add(field, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Appends a message as it is now. */
    public Protobuf add(int field, Protobuf message) {
        tag(field, LENGTH_DELIMITED);
        varint(message.pieces.stream().mapToLong(piece -> piece.length).sum());
        pieces.addAll(message.pieces);
        return this;
    }

    /** Appends floats as raw bytes, the low one first. */
    public Protobuf add(int field, float[] values) {
        return add(field, littleEndian(values));
    }

    /** Appends an integer as 8 raw bytes, the low one first. */
    public Protobuf addRaw(int field, long value) {
        return add(
                field,
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(value)
                        .array());
    }

    private Protobuf add(int field, byte[] content) {
        tag(field, LENGTH_DELIMITED);
        varint(content.length);
        pieces.add(content);
        return this;
    }

    private static byte[] littleEndian(float... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return raw.array();
    }

    private void tag(int field, int type) {
        varint((long) field << 3 | type);
    }

    private void varint(long value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long rest = value;
        while ((rest & ~SEVEN_BITS) != 0) {
            bytes.write((int) (rest & SEVEN_BITS | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
        pieces.add(bytes.toByteArray());
    }

    /** Writes the message without its length. */
    public void writeTo(OutputStream out) throws IOException {
        for (byte[] piece : pieces) {
            out.write(piece);
        }
    }
}
