package io.minibatch.backend.cuda;

import io.minibatch.backend.DeviceMemory;
import java.util.ArrayList;
import java.util.List;

/** Allocations that live and die together. The backend closes what its users have not. */
class CudaMemory implements DeviceMemory {
    private final Owner owner;
    private final List<Address> addresses = new ArrayList<>();
    private boolean closed;

    /** Counts open allocations. */
    interface Owner {
        Context context();

        void opened(CudaMemory memory);

        void closed(CudaMemory memory);
    }

    CudaMemory(Owner owner) {
        this.owner = owner;
        owner.opened(this);
    }

    final Address allocate(long bytes) {
        Address address = owner.context().allocate(bytes);
        addresses.add(address);
        return address;
    }

    final Owner owner() {
        return owner;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        if (!closed) {
            owner.context().use().runUnlessClosed(this::free);
        }
    }

    private void free() {
        closed = true;
        owner.closed(this);
        addresses.forEach(owner.context()::free);
    }
}
