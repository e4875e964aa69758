package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryFoldersTest {
    @TempDir
    private Path root;

    @Test
    void of_putsWhatWasNamedFirstThenToolkitsThenTheSystem() throws IOException {
        Path named = folder("named");
        Path home = folder("opt/cuda/lib64");
        Path old = folder("usr/local/cuda-12.6/targets/x86_64-linux/lib");
        Path recent = folder("usr/local/cuda-13.0/lib64");
        Path system = folder("usr/lib/x86_64-linux-gnu");
        Map<String, String> environment =
                Map.of("CUDA_HOME", root.resolve("opt/cuda").toString());

        LibraryFolders folders = LibraryFolders.of(List.of(named, root.resolve("missing")), environment, root);

        assertEquals(
                List.of(named, home, recent, old, system),
                folders.folders().stream()
                        .filter(folder -> !folder.equals(root.resolve("usr/lib")))
                        .toList());
    }

    @Test
    void find_takesTheFirstFolderThatHasTheLibrary() throws IOException {
        Path first = folder("first");
        Path second = folder("second");
        Files.createFile(second.resolve("libcublas.so.12"));
        LibraryFolders folders = new LibraryFolders(List.of(first, second));
        assertEquals(second.resolve("libcublas.so.12"), folders.find("libcublas.so.12"));
        assertNull(folders.find("libcublas.so.13"));
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }
}
