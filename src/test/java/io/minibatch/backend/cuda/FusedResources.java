package io.minibatch.backend.cuda;

import io.minibatch.backend.StepPlan;
import java.util.OptionalInt;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/**
 * The resources of the first device that the kernel of a plan's steps uses, as its driver says; empty if it does not
 * say.
 *
 * @param networkBlocks blocks that train one network: 1, or those of a cluster
 * @param threads of a block
 * @param registers of a thread
 * @param dynamicBytes shared memory that a launch asks for, of a block
 * @param staticBytes other shared memory of a block
 * @param localBytes of a thread: registers that were spilled
 * @param blocks that a multiprocessor holds at the same time
 */
public record FusedResources(
        String kernel,
        int networkBlocks,
        int threads,
        OptionalInt registers,
        int dynamicBytes,
        OptionalInt staticBytes,
        OptionalInt localBytes,
        OptionalInt blocks) {
    /** Returns null if no kernel makes such steps. */
    public static @Nullable FusedResources of(StepPlan plan) {
        try (Context context = new Context();
                Kernels kernels = new Kernels(context)) {
            FusedShape shape = FusedShape.of(plan, kernels::allowSharedMemory);
            return shape == null ? null : of(shape, kernels.function(shape.kernel()));
        }
    }

    private static FusedResources of(FusedShape shape, CUfunction function) {
        int threads = shape.kernel().threads();
        int[] blocks = new int[1];
        int result =
                JCudaDriver.cuOccupancyMaxActiveBlocksPerMultiprocessor(blocks, function, threads, shape.sharedBytes());
        return new FusedResources(
                shape.kernel().function(),
                shape.blocks(),
                threads,
                attribute(CUfunction_attribute.CU_FUNC_ATTRIBUTE_NUM_REGS, function),
                shape.sharedBytes(),
                attribute(CUfunction_attribute.CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES, function),
                attribute(CUfunction_attribute.CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES, function),
                said(result, blocks[0]));
    }

    private static OptionalInt attribute(int attribute, CUfunction function) {
        int[] value = new int[1];
        return said(JCudaDriver.cuFuncGetAttribute(value, attribute, function), value[0]);
    }

    private static OptionalInt said(int result, int value) {
        return result == CUresult.CUDA_SUCCESS ? OptionalInt.of(value) : OptionalInt.empty();
    }
}
