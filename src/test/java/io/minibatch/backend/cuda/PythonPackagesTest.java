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

class PythonPackagesTest {
    @TempDir
    private Path root;

    @ParameterizedTest
    @CsvSource({
        "VIRTUAL_ENV, opt/venv, opt/venv/lib/python3.12/site-packages",
        "CONDA_PREFIX, opt/conda, opt/conda/lib/python3.11/site-packages",
        "HOME, home/ada, home/ada/.local/lib/python3.9/site-packages",
        "PATH, usr/bin, usr/lib/python3/dist-packages",
        "PATH, usr/bin, usr/local/lib/python3.11/dist-packages",
        "PATH, usr/bin, usr/lib64/python3.12/site-packages",
        "PATH, opt/torch/.venv/bin, opt/torch/.venv/lib/python3.12/site-packages",
    })
    void folders_areThoseOfAVariablesPython(String variable, String value, String packages) throws IOException {
        python(variable.equals("PATH") ? value : value + "/bin");
        Path folder = folder(packages);
        assertEquals(
                List.of(folder),
                PythonPackages.folders(Map.of(variable, root.resolve(value).toString()))
                        .toList());
    }

    @Test
    void folders_virtualEnvironmentThenTheInstallationBehindItsLink() throws IOException {
        Path environment = folder("opt/venv/lib/python3.12/site-packages");
        Path installation = folder("usr/lib/python3.12/site-packages");
        python("usr/bin");
        Path bin = folder("opt/venv/bin");
        Files.createSymbolicLink(bin.resolve("python3"), root.resolve("usr/bin/python3"));
        assertEquals(List.of(environment, installation), onPath(bin));
    }

    @Test
    void folders_virtualEnvironmentOfACopiedPython_thenWhereThatWasCopiedFrom() throws IOException {
        Path environment = folder("opt/venv/lib/python3.12/site-packages");
        Path installation = folder("opt/python/lib/python3.12/site-packages");
        Path bin = python("opt/venv/bin");
        Files.writeString(
                root.resolve("opt/venv/pyvenv.cfg"),
                "home = " + root.resolve("opt/python/bin") + "\ninclude-system-site-packages = true\nodd line\n");
        assertEquals(List.of(environment, installation), onPath(bin));
    }

    @Test
    void folders_shimsOfPyenv_areEveryVersionThatItHas() throws IOException {
        Path old = folder("pyenv/versions/3.11.4/lib/python3.11/site-packages");
        Path recent = folder("pyenv/versions/3.12.1/lib/python3.12/site-packages");
        assertEquals(List.of(recent, old), onPath(python("pyenv/shims")));
    }

    @Test
    void folders_foldersWithoutPythonAndLinksThatLeadNowhere_giveNone() throws IOException {
        folder("usr/lib/python3.12/site-packages");
        Path bin = folder("usr/bin");
        Files.createSymbolicLink(bin.resolve("python3"), root.resolve("no"));
        assertEquals(List.of(), onPath(bin));
        assertEquals(
                List.of(), PythonPackages.folders(Map.of("PATH", ":bin:/:\0")).toList());
    }

    private static List<Path> onPath(Path bin) {
        return PythonPackages.folders(Map.of("PATH", bin.toString())).toList();
    }

    private Path python(String bin) throws IOException {
        Path folder = folder(bin);
        Files.createFile(folder.resolve("python3"));
        return folder;
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }
}
