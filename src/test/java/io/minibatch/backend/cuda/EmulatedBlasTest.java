package io.minibatch.backend.cuda;

import static jcuda.cudaDataType.CUDA_R_16BF;
import static jcuda.cudaDataType.CUDA_R_16F;
import static jcuda.cudaDataType.CUDA_R_32F;
import static jcuda.jcublas.cublasComputeType.CUBLAS_COMPUTE_32F;
import static jcuda.jcublas.cublasComputeType.CUBLAS_COMPUTE_32F_FAST_16BF;
import static jcuda.jcublas.cublasComputeType.CUBLAS_COMPUTE_32F_FAST_TF32;
import static jcuda.jcublas.cublasComputeType.CUBLAS_COMPUTE_32F_PEDANTIC;
import static jcuda.jcublas.cublasMath.CUBLAS_DEFAULT_MATH;
import static jcuda.jcublas.cublasMath.CUBLAS_TF32_TENSOR_OP_MATH;
import static jcuda.jcublas.cublasOperation.CUBLAS_OP_N;
import static jcuda.jcublas.cublasStatus.CUBLAS_STATUS_INVALID_VALUE;
import static jcuda.jcublas.cublasStatus.CUBLAS_STATUS_NOT_SUPPORTED;
import static jcuda.jcublas.cublasStatus.CUBLAS_STATUS_SUCCESS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import jcuda.Pointer;
import jcuda.driver.CUgraph;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasHandle;
import jcuda.runtime.cudaStream_t;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The emulated cuBLAS: its products at reduced precision, and its rules. */
class EmulatedBlasTest {
    private static final int SIZE = 24;
    private static final int DEPTH = 64;

    private final float[] left = random(SIZE * DEPTH, 1);
    private final float[] right = random(DEPTH * SIZE, 2);
    private EmulatedSession session;
    private cublasHandle handle;

    @BeforeEach
    void open() {
        session = new EmulatedSession();
        handle = new cublasHandle();
        assertStatus(CUBLAS_STATUS_SUCCESS, JCublas2.cublasCreate(handle));
        assertStatus(CUBLAS_STATUS_SUCCESS, setStream());
    }

    @AfterEach
    void close() {
        JCublas2.cublasDestroy(handle);
        session.close();
    }

    @Test
    void gemmEx_errsAsItsComputeTypeMay() {
        assertError(0, 1e-7, gemmEx(CUBLAS_COMPUTE_32F));
        assertError(0, 1e-7, gemmEx(CUBLAS_COMPUTE_32F_PEDANTIC));
        assertError(5e-5, 5e-4, gemmEx(CUBLAS_COMPUTE_32F_FAST_TF32));
        assertError(5e-4, 4e-3, gemmEx(CUBLAS_COMPUTE_32F_FAST_16BF));
    }

    @Test
    void mathMode_letsFloatProductsUseTf32_butNotPedanticOnes() {
        assertError(0, 1e-7, sgemm());
        assertStatus(CUBLAS_STATUS_SUCCESS, JCublas2.cublasSetMathMode(handle, CUBLAS_TF32_TENSOR_OP_MATH));
        assertError(5e-5, 5e-4, sgemm());
        assertError(5e-5, 5e-4, gemmEx(CUBLAS_COMPUTE_32F));
        assertError(0, 1e-7, gemmEx(CUBLAS_COMPUTE_32F_PEDANTIC));
        int[] mode = new int[1];
        JCublas2.cublasGetMathMode(handle, mode);
        assertEquals(CUBLAS_TF32_TENSOR_OP_MATH, mode[0]);
        assertStatus(CUBLAS_STATUS_SUCCESS, JCublas2.cublasSetMathMode(handle, CUBLAS_DEFAULT_MATH));
        assertError(0, 1e-7, sgemm());
        assertStatus(CUBLAS_STATUS_INVALID_VALUE, JCublas2.cublasSetMathMode(handle, 4));
    }

    @Test
    void gemmEx_takesBfloat16() {
        Address a = bfloats(1.5f, -2f);
        Address b = bfloats(3f, 0.25f);
        Address c = session.allocate(0f);
        assertStatus(CUBLAS_STATUS_SUCCESS, gemmEx(1, 2, a, CUDA_R_16BF, b, c, CUDA_R_32F, CUBLAS_COMPUTE_32F));
        assertArrayEquals(new float[] {4}, session.floats(c, 1));
        Address narrow = bfloats(0f);
        assertStatus(CUBLAS_STATUS_SUCCESS, gemmEx(1, 2, a, CUDA_R_16BF, b, narrow, CUDA_R_16BF, CUBLAS_COMPUTE_32F));
        assertEquals(0x4080, session.read(narrow, 2).getShort(0));
    }

    @Test
    void gemmEx_otherTypes_areNotSupported() {
        Address a = session.allocate(left);
        assertStatus(CUBLAS_STATUS_NOT_SUPPORTED, gemmEx(1, 1, a, CUDA_R_16F, a, a, CUDA_R_32F, CUBLAS_COMPUTE_32F));
        assertStatus(
                CUBLAS_STATUS_NOT_SUPPORTED,
                gemmEx(1, 1, a, CUDA_R_16BF, a, a, CUDA_R_32F, CUBLAS_COMPUTE_32F_FAST_TF32));
    }

    @Test
    void product_beyondItsMatrices_isRefused() {
        Address a = session.allocate(1f, 2f, 3f);
        assertStatus(CUBLAS_STATUS_INVALID_VALUE, gemmEx(2, 2, a, CUDA_R_32F, a, a, CUDA_R_32F, CUBLAS_COMPUTE_32F));
    }

    @Test
    void workspace_mustBeAligned_andGoesWithTheStream() {
        Address memory = session.allocate(8192);
        assertStatus(CUBLAS_STATUS_INVALID_VALUE, JCublas2.cublasSetWorkspace(handle, memory.plus(128), 4096));
        assertEquals(
                "a product is captured without a workspace of the caller's, so that its graph allocates one",
                capture());
        assertStatus(CUBLAS_STATUS_SUCCESS, JCublas2.cublasSetWorkspace(handle, memory, 8192));
        assertEquals("", capture());
        assertStatus(CUBLAS_STATUS_SUCCESS, setStream());
        assertTrue(!capture().isEmpty());
    }

    /** Captures a product and returns what the emulator says about it. */
    private String capture() {
        EmulatedSession.check(
                JCudaDriver.cuStreamBeginCapture(session.stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED));
        Address a = session.allocate(1L << 16);
        assertStatus(CUBLAS_STATUS_SUCCESS, gemmEx(2, 2, a, CUDA_R_32F, a, a, CUDA_R_32F, CUBLAS_COMPUTE_32F));
        EmulatedSession.check(JCudaDriver.cuStreamEndCapture(session.stream, new CUgraph()));
        return EmulatedSession.complaint();
    }

    private int setStream() {
        return JCublas2.cublasSetStream(handle, new cudaStream_t(session.stream));
    }

    private float[] sgemm() {
        Address c = session.allocate((long) SIZE * SIZE * Float.BYTES);
        assertStatus(
                CUBLAS_STATUS_SUCCESS,
                JCublas2.cublasSgemm(
                        handle,
                        CUBLAS_OP_N,
                        CUBLAS_OP_N,
                        SIZE,
                        SIZE,
                        DEPTH,
                        scalar(1),
                        session.allocate(left),
                        SIZE,
                        session.allocate(right),
                        DEPTH,
                        scalar(0),
                        c,
                        SIZE));
        return session.floats(c, SIZE * SIZE);
    }

    private float[] gemmEx(int compute) {
        Address c = session.allocate((long) SIZE * SIZE * Float.BYTES);
        Address a = session.allocate(left);
        Address b = session.allocate(right);
        assertStatus(CUBLAS_STATUS_SUCCESS, gemmEx(SIZE, DEPTH, a, CUDA_R_32F, b, c, CUDA_R_32F, compute));
        return session.floats(c, SIZE * SIZE);
    }

    /** {@code c [size × size] ← a [size × depth] · b [depth × size]}, by columns. */
    private int gemmEx(int size, int depth, Address a, int factors, Address b, Address c, int product, int compute) {
        return JCublas2.cublasGemmEx_new(
                handle,
                CUBLAS_OP_N,
                CUBLAS_OP_N,
                size,
                size,
                depth,
                scalar(1),
                a,
                factors,
                size,
                b,
                factors,
                depth,
                scalar(0),
                c,
                product,
                size,
                compute,
                -1);
    }

    private static Pointer scalar(float value) {
        return Pointer.to(EmulatedSession.direct(Float.BYTES).putFloat(value).clear());
    }

    private Address bfloats(float... values) {
        ByteBuffer bytes = EmulatedSession.direct(2 * values.length);
        for (float value : values) {
            bytes.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
        }
        Address address = session.allocate(bytes.capacity());
        EmulatedSession.check(JCudaDriver.cuMemcpyHtoD(address, Pointer.to(bytes.clear()), bytes.capacity()));
        return address;
    }

    /** Checks the relative error of the whole product, in the Frobenius norm. */
    private void assertError(double atLeast, double atMost, float[] product) {
        double difference = 0;
        double norm = 0;
        for (int j = 0; j < SIZE; j++) {
            for (int i = 0; i < SIZE; i++) {
                double exact = 0;
                for (int l = 0; l < DEPTH; l++) {
                    exact += (double) left[i + l * SIZE] * right[l + j * DEPTH];
                }
                difference += Math.pow(product[i + j * SIZE] - exact, 2);
                norm += exact * exact;
            }
        }
        double error = Math.sqrt(difference / norm);
        assertTrue(error >= atLeast && error <= atMost, "relative error " + error);
    }

    private static void assertStatus(int expected, int status) {
        assertEquals(JCublas2.cublasGetStatusName(expected), JCublas2.cublasGetStatusName(status));
    }

    private static float[] random(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
