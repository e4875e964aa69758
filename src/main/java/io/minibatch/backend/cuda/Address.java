package io.minibatch.backend.cuda;

import jcuda.driver.CUdeviceptr;

/** A device pointer whose number can be read, to be packed among the arguments of a kernel. */
final class Address extends CUdeviceptr {
    /** The null address. */
    static final Address NULL = new Address();

    Address() {}

    private Address(Address base, long bytes) {
        super(base, bytes);
    }

    Address plus(long bytes) {
        return new Address(this, bytes);
    }

    long value() {
        return getNativePointer() + getByteOffset();
    }
}
