package io.minibatch.backend.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import jcuda.Pointer;
import jcuda.driver.CUjit_option;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;
import jcuda.driver.JITOptions;

/** What the driver's compiler says of our PTX, for a card on which the kernels do not start. */
public final class JitLog {
    private static final int BYTES = 1 << 14;

    private JitLog() {}

    /** Loads the kernels with the compiler's logs on, and prints the result and both logs. */
    public static void print() {
        Examination.ofThisMachine(libraries(), false)
                .forEach(finding -> System.out.println(finding.what() + ": " + finding.detail()));
        try (Context context = new Context()) {
            JITOptions options = new JITOptions();
            options.putInt(CUjit_option.CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES, BYTES);
            options.putBytes(CUjit_option.CU_JIT_INFO_LOG_BUFFER, new byte[BYTES]);
            options.putInt(CUjit_option.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES, BYTES);
            options.putBytes(CUjit_option.CU_JIT_ERROR_LOG_BUFFER, new byte[BYTES]);
            options.putInt(CUjit_option.CU_JIT_LOG_VERBOSE, 1);
            int result = JCudaDriver.cuModuleLoadDataJIT(new CUmodule(), Pointer.to(ptx()), options);
            System.out.println("loading the kernels on " + context.description() + ": " + Cuda.describe(result));
            System.out.println(options.getString(CUjit_option.CU_JIT_ERROR_LOG_BUFFER));
            System.out.println(options.getString(CUjit_option.CU_JIT_INFO_LOG_BUFFER));
        }
    }

    private static List<Path> libraries() {
        String named = System.getProperty("minibatch.card", "");
        return named.isEmpty() ? List.of() : List.of(Path.of(named));
    }

    private static byte[] ptx() {
        try (InputStream in = Objects.requireNonNull(Kernels.class.getResourceAsStream("kernels.ptx"))) {
            byte[] text = in.readAllBytes();
            return Arrays.copyOf(text, text.length + 1);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
