package io.minibatch.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Flips, cuts, repeats and overwrites bytes, without knowing what they mean.
 *
 * @param words that may be put in, besides random bytes
 */
record ByteMutator(List<String> words) implements Mutator {
    private static final int[] NUMBERS = {0, 1, -1, 127, 128, 255, 256, 32767, 65535, 65536, 1 << 24, 1 << 30};
    private static final int LONGEST = 1 << 16;

    @Override
    public byte[] mutate(byte[] content, Random random) {
        byte[] damaged = content;
        int times = 1 << random.nextInt(4);
        for (int i = 0; i < times; i++) {
            damaged = once(damaged, random);
        }
        return damaged;
    }

    private byte[] once(byte[] content, Random random) {
        if (content.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int at = random.nextInt(content.length);
        // Mostly short pieces, and near the front, where the sizes are.
        int length = Math.min(content.length - at, 1 << random.nextInt(8));
        int front = random.nextInt(Math.min(content.length, 64));
        return switch (random.nextInt(9)) {
            case 0 -> overwritten(content, at, (byte) (content[at] ^ 1 << random.nextInt(8)));
            case 1 -> overwritten(content, front, (byte) random.nextInt());
            case 2 -> number(content, random.nextBoolean() ? at : front, random);
            case 3 -> Arrays.copyOf(content, at);
            case 4 -> spliced(content, at, at + length, new byte[0]);
            case 5 -> spliced(content, at, at, Arrays.copyOfRange(content, at, at + length));
            case 6 -> spliced(content, at, at + length, randomBytes(length, random));
            case 7 -> spliced(content, at, at, new byte[Math.min(LONGEST, length * length)]);
            default -> words.isEmpty() ? overwritten(content, at, (byte) 0) : word(content, at, length, random);
        };
    }

    private byte[] word(byte[] content, int at, int length, Random random) {
        byte[] word = words.get(random.nextInt(words.size())).getBytes(StandardCharsets.UTF_8);
        return spliced(content, at, random.nextBoolean() ? at : at + length, word);
    }

    private static byte[] overwritten(byte[] content, int at, byte value) {
        byte[] damaged = content.clone();
        damaged[at] = value;
        return damaged;
    }

    /** Puts a number of one to eight bytes in, that may be taken for a size. */
    private static byte[] number(byte[] content, int at, Random random) {
        long value = random.nextInt(3) == 0 ? content.length : NUMBERS[random.nextInt(NUMBERS.length)];
        ByteBuffer number = ByteBuffer.allocate(Long.BYTES);
        if (random.nextBoolean()) {
            number.order(ByteOrder.LITTLE_ENDIAN).putLong(value);
        } else {
            number.putInt((int) value);
        }
        byte[] damaged = content.clone();
        int bytes = Math.min(content.length - at, 1 << random.nextInt(4));
        System.arraycopy(number.array(), 0, damaged, at, bytes);
        return damaged;
    }

    private static byte[] randomBytes(int count, Random random) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Returns the content with a part of it replaced. */
    static byte[] spliced(byte[] content, int from, int to, byte[] part) {
        byte[] damaged = new byte[content.length - (to - from) + part.length];
        System.arraycopy(content, 0, damaged, 0, from);
        System.arraycopy(part, 0, damaged, from, part.length);
        System.arraycopy(content, to, damaged, from + part.length, content.length - to);
        return damaged;
    }
}
