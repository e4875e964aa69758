package io.minibatch.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.cpu.CpuBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class CheckedBackendTest {
    private final Backend backend = new CheckedBackend(new CpuBackend(1));

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void gemm_shapesThatDoNotFit_namesThem() {
        Matrix a = backend.allocate(2, 3);
        Matrix b = backend.allocate(4, 5);
        Matrix c = backend.allocate(2, 5);
        assertFault("gemm: 2×3 and 4×5 (transposed: NONE) to 2×5", () -> backend.gemm(Transpose.NONE, 1, a, b, 0, c));
    }

    @Test
    void gemm_outputOverlapsInput_isRefused() {
        Matrix block = backend.allocate(4, 4);
        Matrix a = block.view(0, 2, 2);
        Matrix c = block.view(3, 2, 2);
        Matrix apart = block.view(4, 2, 2);
        Matrix b = backend.allocate(2, 2);
        assertFault("gemm: the output 2×2 overlaps the input 2×2", () -> backend.gemm(Transpose.NONE, 1, a, b, 0, c));
        backend.gemm(Transpose.NONE, 1, a, b, 0, apart);
    }

    @Test
    void gemm_resultThatOverflows_isRefused() {
        Matrix huge = backend.allocate(1, 1);
        backend.upload(new float[] {3e38f}, huge);
        Matrix c = backend.allocate(1, 1);
        assertFault("gemm: element 0 of 1×1 became Infinity", () -> backend.gemm(Transpose.NONE, 1, huge, huge, 0, c));
    }

    @Test
    void clipNorm_ofAGradientWithNaN_isRefused() {
        Matrix gradient = backend.allocate(1, 2);
        backend.upload(new float[] {1, Float.NaN}, gradient);
        assertFault("clipNorm: element 0 of 1×2 became NaN", () -> backend.clipNorm(1, gradient));
    }

    @Test
    void activate_biasOfWrongWidth_isRefused() {
        Matrix bias = backend.allocate(1, 2);
        Matrix z = backend.allocate(2, 3);
        assertFault("activate: bias must be 1×3, not 1×2", () -> backend.activate(Elementwise.SIGMOID, bias, z));
    }

    @Test
    void matrixOfAnotherBackend_isRefused() {
        try (Backend other = new CheckedBackend(new CpuBackend(1))) {
            Matrix foreign = other.allocate(1, 1);
            assertFault("dot: a matrix of another backend", () -> backend.dot(foreign, foreign));
        }
    }

    @Test
    void upload_numbersThatAreNotFinite_isRefused() {
        DesiredOutputs labels = new DesiredOutputs.Labels(new byte[2], 1);
        Inputs broken = new Inputs.Floats(new float[] {1, 2, 3, Float.NaN}, 2);
        assertFault(
                "upload: input 1 of example 1 is NaN: must be finite",
                () -> backend.upload(new ExampleData(broken, labels, ExampleData.UNWEIGHTED)));
        Inputs inputs = new Inputs.Bytes(new byte[4], 2);
        DesiredOutputs values = new DesiredOutputs.Values(new float[] {1, Float.NEGATIVE_INFINITY}, 1);
        assertFault(
                "upload: desired value 0 of example 1 is -Infinity: must be finite",
                () -> backend.upload(new ExampleData(inputs, values, ExampleData.UNWEIGHTED)));
    }

    @Test
    void gather_matrixOfWrongShape_isRefused() {
        Batch batch = backend.allocateBatch(backend.upload(new byte[6], new byte[3], 2, 1), 2);
        Matrix x = backend.allocate(2, 3);
        assertFault("gather must be 2×2, not 2×3", () -> backend.gather(batch, x));
    }

    @Test
    void augment_imagesOfAnotherSize_isRefused() {
        Batch batch = backend.allocateBatch(backend.upload(new byte[6], new byte[3], 2, 1), 2);
        Matrix x = backend.allocate(2, 2);
        assertFault(
                "augment: a 2×2 image has 4 pixels, not 2", () -> backend.augment(batch, Augmentation.none(2, 2), x));
        backend.augment(batch, Augmentation.none(1, 2), x);
    }

    @Test
    void upload_labelOutOfRange_isRefused() {
        assertFault(
                "the label of example 0 is 5 of 5 classes", () -> backend.upload(new byte[1], new byte[] {5}, 1, 5));
    }

    @Test
    void view_outsideTheMatrix_isRefused() {
        Matrix matrix = backend.allocate(2, 2);
        assertFault("a view of 1×3 at 2 does not lie inside a 2×2 matrix", () -> matrix.view(2, 1, 3));
    }

    @Test
    void closedMatrix_isRefused() {
        Matrix matrix = backend.allocate(1, 1);
        matrix.close();
        assertThrows(IllegalStateException.class, () -> backend.dot(matrix, matrix));
    }

    @Test
    void open_unknownName_listsTheChoices() {
        assertFault(
                "backend must be auto, cuda or cpu, not 'gpu'", () -> Backends.open("gpu", BackendOptions.defaults()));
    }

    @Test
    void open_cpu_saysWhichItTook() {
        Backends.Selection choice = Backends.open("cpu", BackendOptions.withThreads(1));
        try (Backend opened = choice.backend()) {
            assertEquals("cpu", opened.name());
            assertTrue(choice.reason().startsWith("cpu (1 thread"), choice.reason());
        }
    }

    private static void assertFault(String message, Executable operation) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, operation).getMessage());
    }
}
