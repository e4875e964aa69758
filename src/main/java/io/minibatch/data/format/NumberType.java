package io.minibatch.data.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The type of the numbers of an array.
 *
 * @param bytes of one number: 1, 2, 4 or 8
 * @param bigEndian whether the highest byte comes first
 */
public record NumberType(Kind kind, int bytes, boolean bigEndian) {
    /** Unsigned bytes, as most image files have them. */
    public static final NumberType UNSIGNED_BYTE = new NumberType(Kind.UNSIGNED, 1, true);

    private static final int HALF_FRACTION_BITS = 10;
    private static final int HALF_EXPONENT_BIAS = 15;

    /** The encoding of a number. */
    public enum Kind {
        /** 1 for true and 0 for false. */
        TRUTH,
        UNSIGNED,
        SIGNED,
        FLOATING
    }

    public NumberType {
        boolean allowed = switch (kind) {
            case TRUTH -> bytes == 1;
            case UNSIGNED, SIGNED -> bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8;
            case FLOATING -> bytes == 2 || bytes == 4 || bytes == 8;
        };
        if (!allowed) {
            throw new IllegalArgumentException(kind + " of " + bytes + " bytes");
        }
    }

    ByteOrder order() {
        return bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    /** Returns the number at a position in bytes of a buffer, which has the order of this type. */
    double at(ByteBuffer data, int position) {
        return switch (kind) {
            case TRUTH -> data.get(position) == 0 ? 0 : 1;
            case UNSIGNED -> unsigned(data, position);
            case SIGNED -> signed(data, position);
            case FLOATING -> floating(data, position);
        };
    }

    private double unsigned(ByteBuffer data, int position) {
        return switch (bytes) {
            case 1 -> data.get(position) & 0xFF;
            case 2 -> data.getShort(position) & 0xFFFF;
            case 4 -> data.getInt(position) & 0xFFFFFFFFL;
            default -> {
                long bits = data.getLong(position);
                yield bits >= 0 ? bits : 2.0 * (bits >>> 1 | bits & 1);
            }
        };
    }

    private double signed(ByteBuffer data, int position) {
        return switch (bytes) {
            case 1 -> data.get(position);
            case 2 -> data.getShort(position);
            case 4 -> data.getInt(position);
            default -> data.getLong(position);
        };
    }

    private double floating(ByteBuffer data, int position) {
        return switch (bytes) {
            case 2 -> half(data.getShort(position));
            case 4 -> data.getFloat(position);
            default -> data.getDouble(position);
        };
    }

    /** Returns the value of an IEEE 754 binary16 number. */
    private static double half(short bits) {
        int exponent = bits >> HALF_FRACTION_BITS & 0x1F;
        int fraction = bits & (1 << HALF_FRACTION_BITS) - 1;
        double magnitude;
        if (exponent == 0x1F) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (exponent == 0) {
            magnitude = Math.scalb((double) fraction, 1 - HALF_EXPONENT_BIAS - HALF_FRACTION_BITS);
        } else {
            magnitude = Math.scalb(
                    (double) (fraction | 1 << HALF_FRACTION_BITS), exponent - HALF_EXPONENT_BIAS - HALF_FRACTION_BITS);
        }
        return bits < 0 ? -magnitude : magnitude;
    }
}
