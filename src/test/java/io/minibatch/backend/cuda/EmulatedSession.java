package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/** The emulated driver by JCuda's own calls, with the probes of {@code src/test/cuda-emulator} loaded. */
final class EmulatedSession implements AutoCloseable {
    private static final Path PROBES = Path.of("src/test/cuda-emulator");

    /**
     * {@code cuGetErrorString} of the emulated driver gives its last complaint for these; after the second it prints
     * none.
     */
    private static final int LAST_COMPLAINT = -1;

    private static final int ONLY_WHEN_ASKED = -2;

    final CUdevice device = new CUdevice();
    final CUcontext context = new CUcontext();
    final CUstream stream = new CUstream();
    final CUmodule probes = new CUmodule();
    final Arguments arguments;

    EmulatedSession() {
        EmulatedCuda.load();
        check(JCudaDriver.cuInit(0));
        check(JCudaDriver.cuDeviceGet(device, 0));
        check(JCudaDriver.cuDevicePrimaryCtxRetain(context, device));
        check(JCudaDriver.cuCtxSetCurrent(context));
        check(JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING));
        check(JCudaDriver.cuModuleLoadData(probes, ptx("probes.ptx")));
        arguments = new Arguments();
        JCudaDriver.cuGetErrorString(ONLY_WHEN_ASKED, new String[1]);
    }

    /** Returns the text of one of the files of probes, with the zero at its end that the driver wants. */
    static byte[] ptx(String name) {
        try {
            byte[] text = Files.readAllBytes(PROBES.resolve(name));
            return Arrays.copyOf(text, text.length + 1);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static void check(int result) {
        assertEquals("CUDA_SUCCESS", CUresult.stringFor(result));
    }

    /** Returns what the driver last complained of, once, or an empty text. */
    static String complaint() {
        String[] text = new String[1];
        JCudaDriver.cuGetErrorString(LAST_COMPLAINT, text);
        return text[0];
    }

    /**
     * Gives the emulated device another value of an attribute of {@code CUdevice_attribute}, until a session ends; -1
     * gives it its usual one. With that of the major compute capability, the value is the whole capability, such as 90,
     * and other attributes follow it. Kernels that are loaded already keep their limits.
     */
    static void pretend(int attribute, int value) {
        EmulatedCuda.load();
        check(JCudaDriver.cuCtxSetLimit(-attribute, value));
    }

    Address allocate(long bytes) {
        Address address = new Address();
        check(JCudaDriver.cuMemAlloc(address, bytes));
        return address;
    }

    Address allocate(float... values) {
        Address address = allocate((long) values.length * Float.BYTES);
        ByteBuffer bytes = direct(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        check(JCudaDriver.cuMemcpyHtoD(address, Pointer.to(bytes), bytes.capacity()));
        return address;
    }

    /** Waits, and returns what was copied from the device. */
    ByteBuffer read(Address address, int bytes) {
        synchronize();
        ByteBuffer buffer = direct(bytes);
        check(JCudaDriver.cuMemcpyDtoH(Pointer.to(buffer), address, bytes));
        return buffer;
    }

    float[] floats(Address address, int count) {
        float[] values = new float[count];
        read(address, count * Float.BYTES).asFloatBuffer().get(values);
        return values;
    }

    int[] ints(Address address, int count) {
        int[] values = new int[count];
        read(address, count * Integer.BYTES).asIntBuffer().get(values);
        return values;
    }

    static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    CUfunction function(String name) {
        return function(probes, name);
    }

    static CUfunction function(CUmodule module, String name) {
        CUfunction function = new CUfunction();
        check(JCudaDriver.cuModuleGetFunction(function, module, name));
        return function;
    }

    /** Launches a probe with the arguments that were last put together. */
    int launch(String probe, int blocks, int threads) {
        return launch(probe, new int[] {blocks, 1, 1}, new int[] {threads, 1, 1}, 0);
    }

    int launch(String probe, int[] grid, int[] block, int shared) {
        return launch(function(probe), grid, block, shared);
    }

    int launch(CUfunction function, int[] grid, int[] block, int shared) {
        return JCudaDriver.cuLaunchKernel(
                function,
                grid[0],
                grid[1],
                grid[2],
                block[0],
                block[1],
                block[2],
                shared,
                stream,
                arguments.packed(),
                null);
    }

    /** Launches a probe that stores 1 at {@code values[index]}. */
    int store(Address values, int index) {
        arguments.clear().add(values).add(index);
        return launch("probe_store", 1, 1);
    }

    int trySynchronize() {
        return JCudaDriver.cuStreamSynchronize(stream);
    }

    void synchronize() {
        check(trySynchronize());
    }

    /** Leaves nothing behind, no sticky error either. */
    @Override
    public void close() {
        arguments.close();
        JCudaDriver.cuDevicePrimaryCtxReset(device);
        JCudaDriver.cuDevicePrimaryCtxRelease(device);
    }
}
