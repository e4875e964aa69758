package io.minibatch.model;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The number types of safetensors that can be read; each is converted to the nearest float32. */
enum TensorType {
    F32(4),
    F16(2),
    BF16(2),
    F64(8);

    private final int bytes;

    TensorType(int bytes) {
        this.bytes = bytes;
    }

    /** Returns the type of a name, null if it cannot be read. */
    static @Nullable TensorType named(String name) {
        return Arrays.stream(values())
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Returns all names. */
    static String names() {
        return Arrays.stream(values()).map(TensorType::name).collect(Collectors.joining(", "));
    }

    /** Returns the bytes of one number. */
    int bytes() {
        return bytes;
    }

    /** Reads the next number; one that is beyond the range of float32 becomes infinite. */
    float read(ByteBuffer from) {
        return switch (this) {
            case F32 -> from.getFloat();
            case F16 -> ofHalf(from.getShort());
            case BF16 -> Float.intBitsToFloat(from.getShort() << 16);
            case F64 -> (float) from.getDouble();
        };
    }

    /** Returns an IEEE 754 binary16: 1 bit for the sign, 5 for the exponent with bias 15, 10 for the fraction. */
    private static float ofHalf(short bits) {
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        float magnitude = switch (exponent) {
            case 0 -> fraction * 0x1p-24f;
            case 0x1F -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            default -> Float.intBitsToFloat(exponent + 127 - 15 << 23 | fraction << 13);
        };
        return bits < 0 ? -magnitude : magnitude;
    }
}
