/**
 * Training of feed-forward networks on NVIDIA GPUs or the CPU.
 *
 * <p>The module requires what the Maven artifact depends on. A module that reads one automatic module reads all of
 * them, so netlib stands for EJML, JCuda and Hipparchus too, whose names are only those of their files.
 */
module io.minibatch {
    requires com.google.gson;
    requires de.siegmar.fastcsv;
    requires dev.ludovic.netlib.blas;
    requires transitive java.desktop;
    requires java.logging;
    requires java.management;
    requires jdk.management;
    requires org.bytedeco.javacpp;
    requires org.bytedeco.openblas;
    requires org.bytedeco.openblas.linux.x86_64;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports io.minibatch;
    exports io.minibatch.backend;
    exports io.minibatch.bench;
    exports io.minibatch.data;
    exports io.minibatch.data.format;
    exports io.minibatch.data.picture;
    exports io.minibatch.distributed;
    exports io.minibatch.experiment;
    exports io.minibatch.io;
    exports io.minibatch.model;
    exports io.minibatch.network;
    exports io.minibatch.optimize;
    exports io.minibatch.random;
    exports io.minibatch.report;
    exports io.minibatch.secondorder;
    exports io.minibatch.spec;
    exports io.minibatch.step;
    exports io.minibatch.train;
    exports io.minibatch.trial;
    exports io.minibatch.tune;

    uses io.minibatch.backend.BackendProvider;
    uses io.minibatch.distributed.ClusterProvider;

    provides io.minibatch.backend.BackendProvider with
            io.minibatch.backend.cpu.CpuProvider,
            io.minibatch.backend.cuda.CudaProvider;
}
