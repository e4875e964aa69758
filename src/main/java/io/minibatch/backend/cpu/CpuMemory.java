package io.minibatch.backend.cpu;

import io.minibatch.backend.DeviceMemory;

/** Memory of the Java heap; closing only marks it, the garbage collector does the rest. */
abstract class CpuMemory implements DeviceMemory {
    private final CpuBackend owner;
    private boolean closed;

    CpuMemory(CpuBackend owner) {
        this.owner = owner;
    }

    final CpuBackend owner() {
        return owner;
    }

    @Override
    public boolean isClosed() {
        return closed || owner.isClosed();
    }

    @Override
    public void close() {
        if (!closed) {
            owner.execution().close(() -> closed = true);
        }
    }
}
