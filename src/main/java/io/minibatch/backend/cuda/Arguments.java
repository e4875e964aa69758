package io.minibatch.backend.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;

/**
 * The arguments of a kernel launch in page-locked memory: addresses of eight-byte slots, then the slots. The driver
 * copies them during the call, so one block serves all launches, and only the values are written.
 */
final class Arguments implements AutoCloseable {
    private static final int MOST = 24;
    private static final int SLOT = 8;
    private static final long BYTES = 2L * MOST * SLOT;

    private final HostMemory memory = new HostMemory();
    private final ByteBuffer buffer;
    private int count;

    Arguments() {
        Cuda.check(JCudaDriver.cuMemAllocHost(memory, BYTES), "allocating page-locked memory");
        buffer = memory.getByteBuffer(0, BYTES).order(ByteOrder.nativeOrder());
        for (int i = 0; i < MOST; i++) {
            buffer.putLong(i * SLOT, memory.address() + (MOST + i) * (long) SLOT);
        }
    }

    Arguments clear() {
        count = 0;
        return this;
    }

    Arguments add(Address pointer) {
        buffer.putLong((MOST + count++) * SLOT, pointer.value());
        return this;
    }

    Arguments add(int value) {
        buffer.putInt((MOST + count++) * SLOT, value);
        return this;
    }

    Arguments add(float value) {
        buffer.putFloat((MOST + count++) * SLOT, value);
        return this;
    }

    /** Returns how many were added. */
    int count() {
        return count;
    }

    Pointer packed() {
        return memory;
    }

    @Override
    public void close() {
        JCudaDriver.cuMemFreeHost(memory);
    }

    private static final class HostMemory extends Pointer {
        long address() {
            return getNativePointer();
        }
    }
}
