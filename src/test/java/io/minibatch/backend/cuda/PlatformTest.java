package io.minibatch.backend.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTest {
    @ParameterizedTest
    @CsvSource({"Linux, LINUX", "Windows 10, WINDOWS", "Windows 11, WINDOWS", "Windows Server 2022, WINDOWS"})
    void of_systemsOn64BitX86(String system, Platform platform) {
        assertEquals(Optional.of(platform), Platform.of(system, "amd64"));
        assertEquals(Optional.empty(), Platform.of(system, "aarch64"));
        assertEquals(Optional.empty(), Platform.of(system, "x86"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mac OS X", "FreeBSD", "AIX"})
    void of_otherSystems_isNone(String system) {
        assertEquals(Optional.empty(), Platform.of(system, "amd64"));
    }

    @Test
    void names_areThoseOfNvidia() {
        assertEquals("libcuda.so.1", Platform.LINUX.driver());
        assertEquals("libcublas.so.12", Platform.LINUX.cublas(12));
        assertEquals("libcublasLt.so.13", Platform.LINUX.cublasLt(13));
        assertEquals("nvcuda.dll", Platform.WINDOWS.driver());
        assertEquals("cublas64_13.dll", Platform.WINDOWS.cublas(13));
        assertEquals("cublasLt64_12.dll", Platform.WINDOWS.cublasLt(12));
    }

    @ParameterizedTest
    @EnumSource
    void jcuda_isInTheBuild(Platform platform) {
        for (String library : new String[] {"JCudaDriver", "JCublas2"}) {
            assertNotNull(PlatformTest.class.getResource("/lib/" + platform.jcuda(library)), library);
        }
    }
}
