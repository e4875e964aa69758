package io.minibatch.backend.cuda;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import jcuda.nvptxcompiler.JNvPTXCompiler;
import jcuda.nvptxcompiler.nvPTXCompileResult;
import jcuda.nvptxcompiler.nvPTXCompilerHandle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CUDA 12.0's assembler, which needs no GPU and lies in JCuda's natives, accepts the PTX that newer tools made. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class PtxCompilerTest {
    private static final byte[] ELF = {0x7F, 'E', 'L', 'F'};

    /** JCuda extracts its library to a fixed name in this folder, so each run gets a folder of its own. */
    @BeforeAll
    static void loadFrom(@TempDir Path folder) {
        String before = System.setProperty("java.io.tmpdir", folder.toString());
        try {
            JNvPTXCompiler.setExceptionsEnabled(false);
        } finally {
            System.setProperty("java.io.tmpdir", before);
        }
    }

    @ParameterizedTest
    @CsvSource({"sm_75, EVERYWHERE", "sm_80, EVERYWHERE", "sm_90, EVERYWHERE", "sm_90, CLUSTERS"})
    void kernels_areAccepted(String architecture, KernelSet set) throws IOException {
        byte[] ptx = (KernelsTest.ptx(set) + "\0").getBytes(US_ASCII);
        nvPTXCompilerHandle compiler = new nvPTXCompilerHandle();
        check(JNvPTXCompiler.nvPTXCompilerCreate(compiler, ptx.length, ptx));
        try {
            String[] options = {"--gpu-name=" + architecture, "--warn-on-spills"};
            int result = JNvPTXCompiler.nvPTXCompilerCompile(compiler, options.length, options);
            assertEquals("", errors(compiler));
            check(result);
            assertArrayEquals(ELF, Arrays.copyOf(machineCode(compiler), ELF.length));
        } finally {
            check(JNvPTXCompiler.nvPTXCompilerDestroy(compiler));
        }
    }

    private static byte[] machineCode(nvPTXCompilerHandle compiler) {
        long[] size = new long[1];
        check(JNvPTXCompiler.nvPTXCompilerGetCompiledProgramSize(compiler, size));
        byte[] code = new byte[(int) size[0]];
        check(JNvPTXCompiler.nvPTXCompilerGetCompiledProgram(compiler, code));
        return code;
    }

    private static String errors(nvPTXCompilerHandle compiler) {
        long[] size = new long[1];
        check(JNvPTXCompiler.nvPTXCompilerGetErrorLogSize(compiler, size));
        byte[] log = new byte[(int) size[0] + 1];
        check(JNvPTXCompiler.nvPTXCompilerGetErrorLog(compiler, log));
        return new String(log, US_ASCII).replace("\0", "");
    }

    private static void check(int result) {
        assertEquals(nvPTXCompileResult.NVPTXCOMPILE_SUCCESS, result, () -> nvPTXCompileResult.stringFor(result));
    }
}
