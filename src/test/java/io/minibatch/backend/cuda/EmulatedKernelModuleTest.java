package io.minibatch.backend.cuda;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.BackendException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The choice of the kernels' image, and the message if none loads. */
class EmulatedKernelModuleTest {
    private static final String INVALID_PTX = "CUDA_ERROR_INVALID_PTX, a PTX JIT compilation failed (ptxas application "
            + "ptx input, line 1; fatal : Missing .version directive at start of file / ptxas fatal : Ptx assembly "
            + "aborted due to errors)";

    private EmulatedSession session;

    @BeforeEach
    void open() {
        EmulatedCuda.assumeEmulated();
        session = new EmulatedSession();
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void shipped_isTakenFromTheFatbin() {
        assertOrigin("kernels.fatbin for sm_75", KernelSet.EVERYWHERE.images());
    }

    @Test
    void withoutAFatbin_thePtxIsTaken() {
        List<KernelImage> images = List.of(KernelImage.resource("absent.fatbin"), KernelImage.resource("kernels.ptx"));
        assertOrigin("kernels.ptx for sm_75; absent.fatbin: not in this build", images);
    }

    @Test
    void damagedFatbin_thePtxIsTaken() throws IOException {
        byte[] damaged = KernelsTest.bytes("kernels.fatbin");
        damaged[4] = 9;
        assertOrigin(
                "kernels.ptx for sm_75; damaged.fatbin: CUDA_ERROR_INVALID_IMAGE, device kernel image is invalid",
                List.of(KernelImage.of("damaged.fatbin", damaged), KernelImage.resource("kernels.ptx")));
    }

    @Test
    void fatbinWithoutAKernel_thePtxIsTaken() throws IOException {
        String text = new String(KernelsTest.bytes("kernels.fatbin"), ISO_8859_1).replace(" axpy(", " axpz(");
        assertOrigin(
                "kernels.ptx for sm_75; old.fatbin: finding the kernel axpy failed: CUDA_ERROR_NOT_FOUND, named symbol "
                        + "not found",
                List.of(KernelImage.of("old.fatbin", text.getBytes(ISO_8859_1)), KernelImage.resource("kernels.ptx")));
    }

    @Test
    void noImageAccepted_oneLineHasTheErrorsAndTheLog() {
        List<KernelImage> images = List.of(
                KernelImage.resource("absent.fatbin"), KernelImage.of("text.ptx", "not PTX".getBytes(ISO_8859_1)));
        BackendException thrown =
                assertThrows(BackendException.class, () -> KernelModule.load(KernelSet.EVERYWHERE, images));
        assertEquals(
                "loading the kernels failed: absent.fatbin: not in this build; text.ptx: " + INVALID_PTX,
                thrown.getMessage());
    }

    @Test
    void log_isCutToItsFirstLines() {
        assertEquals("", KernelModule.firstLines("\n \n"));
        assertEquals("a b / c / d", KernelModule.firstLines(" a \t b\n\nc\nd\ne\n"));
        assertEquals("x".repeat(160) + "… / y", KernelModule.firstLines("x".repeat(161) + "\ny"));
    }

    private static void assertOrigin(String expected, List<KernelImage> images) {
        try (KernelModule module = KernelModule.load(KernelSet.EVERYWHERE, images)) {
            assertEquals(expected, module.origin());
        }
    }
}
