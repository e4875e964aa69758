package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibraryFoldersTest {
    @TempDir
    private Path root;

    @Test
    void onLinux_loadersPathThenToolkitsThenItsConfigurationThenTheSystem() throws IOException {
        Path loader = folder("loader");
        Path home = folder("opt/cuda/lib64");
        Path old = folder("usr/local/cuda-12.6/targets/x86_64-linux/lib");
        Path recent = folder("usr/local/cuda-13.0/lib64");
        Path configured = folder("opt/vendor/lib");
        Files.writeString(folder("etc/ld.so.conf.d").resolve("vendor.conf"), "# Vendor\n" + configured + "\n");
        Path system = folder("usr/lib/x86_64-linux-gnu");
        Map<String, String> environment = Map.of(
                "CUDA_HOME",
                root.resolve("opt/cuda").toString(),
                "LD_LIBRARY_PATH",
                loader + "::" + root.resolve("no"));

        LibraryFolders folders = LibraryFolders.of(Platform.LINUX, List.of(), environment, root);

        assertEquals(List.of(loader, home, recent, old, configured, system, root.resolve("usr/lib")), folders.usual());
    }

    @Test
    void onLinux_anotherNameOfAFolder_isLeftOut() throws IOException {
        Path toolkit = folder("usr/local/cuda-13.0/targets/x86_64-linux/lib");
        Files.createSymbolicLink(root.resolve("usr/local/cuda-13.0/lib64"), toolkit);
        Files.createSymbolicLink(root.resolve("usr/local/cuda"), root.resolve("usr/local/cuda-13.0"));
        assertEquals(
                List.of(root.resolve("usr/local/cuda-13.0/lib64")),
                LibraryFolders.of(Platform.LINUX, List.of(), Map.of(), root).usual());
    }

    @Test
    void onWindows_toolkitsThenThePathThenTheSystem() throws IOException {
        Path home = folder("cuda/v12.6/bin");
        Path toolkit = folder("Programs/NVIDIA GPU Computing Toolkit/CUDA/v13.0/bin/x64");
        Path path = folder("tools");
        Path system = folder("Windows/System32");
        Map<String, String> environment = Map.of(
                "CUDA_PATH", root.resolve("cuda/v12.6").toString(),
                "ProgramFiles", root.resolve("Programs").toString(),
                "Path", path + ";\0;" + root.resolve("no"),
                "SystemRoot", root.resolve("Windows").toString());

        LibraryFolders folders = LibraryFolders.of(Platform.WINDOWS, List.of(), environment, root);

        assertEquals(
                List.of(
                        home,
                        root.resolve("Programs/NVIDIA GPU Computing Toolkit/CUDA/v13.0/bin"),
                        toolkit,
                        path,
                        system),
                folders.usual());
    }

    @ParameterizedTest
    @CsvSource({
        "LINUX, site-packages, site-packages/nvidia/cublas/lib, libcublas.so.12",
        "LINUX, site-packages/nvidia, site-packages/nvidia/cublas/lib, libcublas.so.12",
        "LINUX, site-packages, site-packages/nvidia/cu13/lib, libcublas.so.13",
        "LINUX, toolkit, toolkit/lib64, libcublas.so.12",
        "LINUX, plain, plain, libcublas.so.12",
        "WINDOWS, site-packages, site-packages/nvidia/cublas/bin, cublas64_12.dll",
        "WINDOWS, site-packages, site-packages/nvidia/cu13/bin/x86_64, cublas64_13.dll",
        "WINDOWS, toolkit, toolkit/bin/x64, cublas64_13.dll",
    })
    void cublas_isFoundInTheLayoutsOfNamedFolders(Platform platform, String named, String folder, String library)
            throws IOException {
        Path file = Files.createFile(folder(folder).resolve(library));
        LibraryFolders folders = LibraryFolders.of(platform, List.of(root.resolve(named)), Map.of(), root);
        int version = library.contains("13") ? 13 : 12;
        assertEquals(List.of(file), folders.cublas(version));
        assertEquals(List.of(), folders.cublas(25 - version));
    }

    @Test
    void cublas_whereFoldersAreNamed_isLookedForThereAlone_andTheDriverEverywhere() throws IOException {
        Path named = folder("named");
        Path system = folder("usr/lib64");
        Files.createFile(system.resolve("libcublas.so.12"));
        Files.createFile(system.resolve("libcuda.so.1"));
        LibraryFolders folders = LibraryFolders.of(Platform.LINUX, List.of(named), Map.of(), root);
        assertEquals(List.of(), folders.cublas(12));
        assertEquals(List.of(system.resolve("libcuda.so.1")), folders.drivers());
        assertEquals(
                List.of(system.resolve("libcublas.so.12")),
                LibraryFolders.of(Platform.LINUX, List.of(), Map.of(), root).cublas(12));
    }

    @Test
    void cublas_isEveryFileOfThatName_inTheFoldersOrder_linksThatLeadNowhereToo() throws IOException {
        Path first = folder("first");
        Path second = folder("second");
        Path third = folder("third");
        Path link = Files.createSymbolicLink(second.resolve("libcublas.so.12"), root.resolve("no"));
        Path file = Files.createFile(third.resolve("libcublas.so.12"));
        LibraryFolders folders = new LibraryFolders(Platform.LINUX, List.of(first, second, third), List.of());
        assertEquals(List.of(link, file), folders.cublas(12));
    }

    @Test
    void onLinux_theMountedDriverAndPythonsPackages_comeAfterTheSystem() throws IOException {
        Path system = folder("usr/lib64");
        Path mounted = folder("usr/local/nvidia/lib64");
        Path conda = folder("opt/conda/lib");
        Path wheel = folder("opt/torch/.venv/lib/python3.12/site-packages/nvidia/cu13/lib");
        Map<String, String> environment = Map.of(
                "CONDA_PREFIX", root.resolve("opt/conda").toString(),
                "VIRTUAL_ENV", root.resolve("opt/torch/.venv").toString());

        LibraryFolders folders = LibraryFolders.of(Platform.LINUX, List.of(), environment, root);

        assertEquals(List.of(system, mounted, conda, wheel), folders.usual());
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }
}
