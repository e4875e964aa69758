package io.minibatch.backend.cuda;

import java.util.List;

/** Kernels that are compiled for the same devices, and so lie in the same images. */
enum KernelSet {
    /** Those of all devices. */
    EVERYWHERE("kernels", 0),
    /** Those whose blocks work in clusters, which devices of compute capability 9.0 and later have. */
    CLUSTERS("clusters", 9);

    private final String file;
    private final int major;

    KernelSet(String file, int major) {
        this.file = file;
        this.major = major;
    }

    boolean isFor(Device device) {
        return device.major() >= major;
    }

    /** Returns the images of this build, in the order in which they are to be tried: machine code before PTX. */
    List<KernelImage> images() {
        return List.of(KernelImage.resource(file + ".fatbin"), KernelImage.resource(file + ".ptx"));
    }

    List<Kernel> kernels() {
        return Kernel.all().stream().filter(kernel -> kernel.set() == this).toList();
    }
}
