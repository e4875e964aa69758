package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The findings on machines without a driver; those with one are in EmulatedCudaDoctorTest. */
class ExaminationTest {
    private static final Finding NO_DRIVER = new Finding.Missing(
            "driver",
            "there is no NVIDIA driver (libcuda.so.1)",
            "if this machine has an NVIDIA GPU, install its driver; the cpu backend needs neither");

    @TempDir
    private Path folder;

    @Test
    void nothingOfCuda_theDriverIsMissingFirst() {
        Path missing = folder.resolve("missing");
        assertEquals(
                List.of(
                        new Finding.Searched("folder", missing + ": there is no such folder"),
                        new Finding.Searched("folders", "nothing in " + folder),
                        NO_DRIVER,
                        new Finding.Missing(
                                "cuBLAS",
                                "there is no cuBLAS (libcublas.so.12 or libcublas.so.13) in the folders of --cuda-libs",
                                "install cuBLAS 13, of CUDA's toolkit or of Python's package nvidia-cublas, and "
                                        + "name its folder by --cuda-libs where it is not found")),
                Examination.of(new LibraryFolders(Platform.LINUX, List.of(folder, missing), List.of()), true));
    }

    @Test
    void garbageInPlaceOfCublas_isSaid() throws IOException {
        Path cublas = Files.writeString(folder.resolve("libcublas.so.12"), "x".repeat(100));
        assertEquals(
                List.of(
                        new Finding.Searched("folder", folder + ": libcublas.so.12"),
                        NO_DRIVER,
                        new Finding.Missing(
                                "cuBLAS",
                                cublas + " cannot be loaded: it is not a shared library",
                                "install a whole cuBLAS 12 or 13, or name its folder by --cuda-libs")),
                Examination.of(new LibraryFolders(Platform.LINUX, List.of(), List.of(folder)), false));
    }

    @Test
    void onWindows_theNamesAreThoseOfWindows() throws IOException {
        Files.createFile(folder.resolve("cublas64_12.dll"));
        List<Finding> findings =
                Examination.of(new LibraryFolders(Platform.WINDOWS, List.of(), List.of(folder)), false);
        assertEquals(new Finding.Searched("folder", folder + ": cublas64_12.dll"), findings.get(0));
        assertEquals("there is no NVIDIA driver (nvcuda.dll)", findings.get(1).detail());
    }
}
