package io.minibatch.backend.cuda;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import jcuda.Pointer;
import jcuda.driver.CUjit_option;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;
import jcuda.driver.JITOptions;

/** The log of the driver's compiler for our PTX, for a card on which the kernels do not start. */
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
            ByteBuffer ptx =
                    Objects.requireNonNull(KernelImage.resource("kernels.ptx").bytes());
            int result = JCudaDriver.cuModuleLoadDataJIT(new CUmodule(), Pointer.to(ptx), options);
            System.out.println("loading the kernels on " + context.description() + ": " + Cuda.describe(result));
            System.out.println(options.getString(CUjit_option.CU_JIT_ERROR_LOG_BUFFER));
            System.out.println(options.getString(CUjit_option.CU_JIT_INFO_LOG_BUFFER));
        }
    }

    private static List<Path> libraries() {
        String named = System.getProperty("minibatch.card", "");
        return named.isEmpty() ? List.of() : List.of(Path.of(named));
    }
}
