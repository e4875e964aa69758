package io.minibatch.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages the header of a safetensors file as JSON, with a length that fits it, or any of the bytes. */
final class SafetensorsMutator implements Mutator {
    private static final Mutator BYTES = new ByteMutator(List.of("F16", "BF16", "F64", "I8"));
    private static final Mutator JSON = new JsonMutator();

    @Override
    public byte[] mutate(byte[] content, Random random) {
        if (random.nextInt(3) == 0) {
            return BYTES.mutate(content, random);
        }
        int end = Long.BYTES
                + (int) ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getLong();
        byte[] header = JSON.mutate(Arrays.copyOfRange(content, Long.BYTES, end), random);
        byte[] length = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array();
        byte[] headed = ByteMutator.spliced(content, Long.BYTES, end, header);
        System.arraycopy(length, 0, headed, 0, Long.BYTES);
        return headed;
    }
}
