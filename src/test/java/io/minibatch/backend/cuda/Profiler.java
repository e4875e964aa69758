package io.minibatch.backend.cuda;

import jcuda.driver.JCudaDriver;

/** Says to a profiler from where to where it should look. */
public final class Profiler {
    private Profiler() {}

    public static void start() {
        Cuda.check(JCudaDriver.cuProfilerStart(), "starting the profiler");
    }

    public static void stop() {
        Cuda.check(JCudaDriver.cuProfilerStop(), "stopping the profiler");
    }
}
