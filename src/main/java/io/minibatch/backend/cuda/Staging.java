package io.minibatch.backend.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;

/** Page-locked memory through which all transfers pass, a piece at a time, each waited for. */
final class Staging implements AutoCloseable {
    private static final int BYTES = 4 << 20;

    private final Context context;
    private final Pointer pointer = new Pointer();
    private final ByteBuffer buffer;

    Staging(Context context) {
        this.context = context;
        Cuda.check(JCudaDriver.cuMemAllocHost(pointer, BYTES), "allocating page-locked memory");
        this.buffer = pointer.getByteBuffer(0, BYTES).order(ByteOrder.nativeOrder());
    }

    /** Consecutive elements of an array that fit the buffer. */
    record Piece(int start, int count) {}

    /** Returns the pieces of an array; their number is computed in long, for arrays near 2³¹ elements. */
    static List<Piece> pieces(int elements, int most) {
        int count = (int) (((long) elements + most - 1) / most);
        List<Piece> pieces = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int start = i * most;
            pieces.add(new Piece(start, Math.min(most, elements - start)));
        }
        return pieces;
    }

    void upload(byte[] source, Address target) {
        for (Piece piece : pieces(source.length, BYTES)) {
            buffer.clear().put(source, piece.start(), piece.count());
            send(target.plus(piece.start()), piece.count());
        }
    }

    void upload(float[] source, Address target) {
        for (Piece piece : pieces(source.length, BYTES / Float.BYTES)) {
            buffer.clear().asFloatBuffer().put(source, piece.start(), piece.count());
            send(target.plus((long) piece.start() * Float.BYTES), piece.count() * Float.BYTES);
        }
    }

    void download(Address source, float[] target) {
        for (Piece piece : pieces(target.length, BYTES / Float.BYTES)) {
            receive(source.plus((long) piece.start() * Float.BYTES), piece.count() * Float.BYTES)
                    .asFloatBuffer()
                    .get(target, piece.start(), piece.count());
        }
    }

    /** Returns what was copied from the device; it is overwritten by the next transfer. */
    ByteBuffer receive(Address source, int bytes) {
        context.check(
                JCudaDriver.cuMemcpyDtoHAsync(pointer, source, bytes, context.stream()), "copying from the device");
        context.synchronize();
        return buffer.clear().limit(bytes).slice().order(ByteOrder.nativeOrder());
    }

    /** Returns the sum of doubles on the device, added in order. */
    double sum(Address source, int count) {
        double sum = 0;
        for (Piece piece : pieces(count, BYTES / Double.BYTES)) {
            DoubleBuffer values = receive(
                            source.plus((long) piece.start() * Double.BYTES), piece.count() * Double.BYTES)
                    .asDoubleBuffer();
            while (values.hasRemaining()) {
                sum += values.get();
            }
        }
        return sum;
    }

    /** Sets device memory to zero. */
    void clear(Address target, int bytes) {
        Cuda.check(JCudaDriver.cuMemsetD8Async(target, (byte) 0, bytes, context.stream()), "clearing device memory");
    }

    private void send(Address target, int bytes) {
        context.check(JCudaDriver.cuMemcpyHtoDAsync(target, pointer, bytes, context.stream()), "copying to the device");
        context.synchronize();
    }

    @Override
    public void close() {
        JCudaDriver.cuMemFreeHost(pointer);
    }
}
