package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.minibatch.backend.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The findings in folder trees that may hold CUDA's libraries; none of these trees has a driver that
 * loads.
 */
class LibraryTreesTest {
    private static final String TOOLKIT = "usr/local/cuda-12.6/lib64/";
    private static final String WHEELS = "opt/torch/.venv/lib/python3.12/site-packages/nvidia/";
    private static final String WHOLE = "install a whole cuBLAS 12 or 13, or name its folder by --cuda-libs";
    private static final String TOGETHER =
            "install cuBLAS with the libcublasLt.so.12 that comes with it in the same folder";

    @TempDir
    private Path root;

    @ParameterizedTest
    @CsvSource({
        "usr/local/cuda-12.6/lib64, 12",
        "usr/local/cuda-13.0/targets/x86_64-linux/lib, 13",
        "opt/torch/.venv/lib/python3.12/site-packages/nvidia/cublas/lib, 12",
        "opt/torch/.venv/lib/python3.12/site-packages/nvidia/cu13/lib, 13",
        "usr/lib/x86_64-linux-gnu, 12",
    })
    void cublasWithItsLt_isFound(String folder, int version) {
        Path cublas = cublas(folder + "/", version);
        assertEquals(new Finding.Found("cuBLAS", cublas.toString()), last());
    }

    @Test
    void cublas13_isTakenBefore12() {
        cublas(TOOLKIT, 12);
        Path newer = cublas(WHEELS + "cu13/lib/", 13);
        assertEquals(new Finding.Found("cuBLAS", newer.toString()), last());
    }

    @Test
    void toolkitWithoutCublas_leavesThatOfPythonsPackages() throws IOException {
        Files.createDirectories(root.resolve("usr/local/cuda-13.0/lib64"));
        Path cublas = cublas(WHEELS + "cu13/lib/", 13);
        assertEquals(new Finding.Found("cuBLAS", cublas.toString()), last());
    }

    @Test
    void cublasWithoutItsLt_isMissingThat() {
        Path lt = StandIn.library(root.resolve("gone/libcublasLt.so.12"));
        Path cublas = StandIn.cublas(root.resolve(TOOLKIT + "libcublas.so.12"), lt);
        assertEquals(
                new Finding.Missing("cuBLAS", cublas + " needs libcublasLt.so.12, which was not found", TOGETHER),
                last());
    }

    @Test
    void cublasWithoutItsLt_doesNotHideAWholeOneOfTheEarlierVersion() {
        Path lt = StandIn.library(root.resolve("gone/libcublasLt.so.13"));
        Path broken = StandIn.cublas(root.resolve(WHEELS + "cu13/lib/libcublas.so.13"), lt);
        Path whole = cublas(TOOLKIT, 12);
        assertPassedOver(broken + " needs libcublasLt.so.13, which was not found", whole);
    }

    @Test
    void cublasLtInAnotherFolder_isTaken() {
        Path lt = StandIn.library(root.resolve("usr/lib64/libcublasLt.so.12"));
        Path cublas = StandIn.cublas(root.resolve(TOOLKIT + "libcublas.so.12"), lt);
        assertEquals(new Finding.Found("cuBLAS", cublas.toString()), last());
    }

    @Test
    void cublasLtBesideTheFileToWhichCublasIsALink_isTaken() throws IOException {
        Path cublas = cublas("opt/vendor/", 12);
        Path link = Files.createDirectories(root.resolve(TOOLKIT)).resolve("libcublas.so.12");
        Files.createSymbolicLink(link, cublas);
        assertEquals(new Finding.Found("cuBLAS", link.toString()), last());
    }

    @Test
    void cublasLtForAnotherProcessor_isSaid() throws IOException {
        Path cublas = cublas(TOOLKIT, 12);
        Path lt = cublas.resolveSibling("libcublasLt.so.12");
        StandIn.forAnotherProcessor(lt, 64, 183);
        assertEquals(
                new Finding.Missing(
                        "cuBLAS", lt + " cannot be loaded: it is for 64-bit ARM, not for 64-bit x86", TOGETHER),
                last());
    }

    @Test
    void linkToACublasThatIsGone_isSaid_andDoesNotHideALaterOne() throws IOException {
        Path link = Files.createDirectories(root.resolve(TOOLKIT)).resolve("libcublas.so.12");
        Files.createSymbolicLink(link, Path.of("libcublas.so.12.6.4"));
        String detail = link + " cannot be loaded: it is a link to libcublas.so.12.6.4, which does not exist";
        assertEquals(new Finding.Missing("cuBLAS", detail, WHOLE), last());
        assertPassedOver(detail, cublas(WHEELS + "cublas/lib/", 12));
    }

    @Test
    void cublasForAnotherProcessor_isSaid_andDoesNotHideALaterOne() throws IOException {
        Path cublas = cublas(TOOLKIT, 12);
        StandIn.forAnotherProcessor(cublas, 32, 3);
        String detail = cublas + " cannot be loaded: it is for 32-bit x86, not for 64-bit x86";
        assertEquals(new Finding.Missing("cuBLAS", detail, WHOLE), last());
        assertPassedOver(detail, cublas("usr/lib64/", 12));
    }

    @ParameterizedTest
    @CsvSource({
        "usr/local/nvidia/lib64, 32, 3, 32-bit x86",
        "usr/local/nvidia/lib, 64, 183, 64-bit ARM",
        "usr/lib, 32, 3, 32-bit x86",
    })
    void driverForAnotherProcessor_isSaid(String folder, int bits, int machine, String processor) throws IOException {
        Path driver = StandIn.library(root.resolve(folder).resolve("libcuda.so.1"));
        StandIn.forAnotherProcessor(driver, bits, machine);
        assertDriver(
                driver + " cannot be loaded: it is for " + processor + ", not for 64-bit x86",
                "reinstall NVIDIA's driver, or use the cpu backend");
    }

    @Test
    void linkToADriverThatIsGone_isSaid() throws IOException {
        Path link =
                Files.createDirectories(root.resolve("usr/local/nvidia/lib64")).resolve("libcuda.so.1");
        Files.createSymbolicLink(link, Path.of("libcuda.so.580.65.06"));
        assertDriver(
                link + " cannot be loaded: it is a link to libcuda.so.580.65.06, which does not exist",
                "reinstall NVIDIA's driver, or use the cpu backend");
    }

    @Test
    void stubOfTheDriver_isNotTaken() throws IOException {
        Path stub = StandIn.library(root.resolve("usr/local/cuda/lib64/stubs/libcuda.so.1"));
        Path link = Files.createDirectories(root.resolve("usr/lib64")).resolve("libcuda.so.1");
        Files.createSymbolicLink(link, stub);
        String is = " is the CUDA toolkit's stub of the driver, which is for linking only";
        String advice = "install NVIDIA's driver, and take the stub's folder out of LD_LIBRARY_PATH";
        assertDriver(link + is, advice);
        assertEquals(
                List.of(new Finding.Missing("driver", stub + is, advice)),
                examine(Map.of("LD_LIBRARY_PATH", stub.resolveSibling("").toString())).stream()
                        .filter(finding -> finding instanceof Finding.Missing)
                        .limit(1)
                        .toList());
    }

    private Path cublas(String folder, int version) {
        Path lt = StandIn.library(root.resolve(folder + "libcublasLt.so." + version));
        return StandIn.cublas(root.resolve(folder + "libcublas.so." + version), lt);
    }

    private void assertPassedOver(String detail, Path taken) {
        List<Finding> findings = examine(Map.of());
        assertEquals(
                List.of(
                        new Finding.Searched("cuBLAS", detail + "; passed over"),
                        new Finding.Found("cuBLAS", taken.toString())),
                findings.subList(findings.size() - 2, findings.size()));
    }

    private void assertDriver(String detail, String advice) {
        List<Finding> findings = examine(Map.of()).stream()
                .filter(finding -> finding.what().equals("driver"))
                .toList();
        assertEquals(List.of(new Finding.Missing("driver", detail, advice)), findings);
    }

    private Finding last() {
        List<Finding> findings = examine(Map.of());
        return findings.get(findings.size() - 1);
    }

    private List<Finding> examine(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("VIRTUAL_ENV", root.resolve("opt/torch/.venv").toString());
        return Examination.of(LibraryFolders.of(Platform.LINUX, List.of(), environment, root), false);
    }
}
