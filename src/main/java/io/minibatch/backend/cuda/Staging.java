package io.minibatch.backend.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
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

    void upload(byte[] source, Address target) {
        for (int start = 0; start < source.length; start += BYTES) {
            int count = Math.min(BYTES, source.length - start);
            buffer.clear().put(source, start, count);
            send(target.plus(start), count);
        }
    }

    void upload(float[] source, Address target) {
        int most = BYTES / Float.BYTES;
        for (int start = 0; start < source.length; start += most) {
            int count = Math.min(most, source.length - start);
            buffer.clear().asFloatBuffer().put(source, start, count);
            send(target.plus((long) start * Float.BYTES), count * Float.BYTES);
        }
    }

    void download(Address source, float[] target) {
        int most = BYTES / Float.BYTES;
        for (int start = 0; start < target.length; start += most) {
            int count = Math.min(most, target.length - start);
            receive(source.plus((long) start * Float.BYTES), count * Float.BYTES)
                    .asFloatBuffer()
                    .get(target, start, count);
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
        int most = BYTES / Double.BYTES;
        for (int start = 0; start < count; start += most) {
            int part = Math.min(most, count - start);
            DoubleBuffer values = receive(source.plus((long) start * Double.BYTES), part * Double.BYTES)
                    .asDoubleBuffer();
            while (values.hasRemaining()) {
                sum += values.get();
            }
        }
        return sum;
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
