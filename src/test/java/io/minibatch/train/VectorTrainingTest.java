package io.minibatch.train;

class VectorTrainingTest extends CpuTrainingTest {
    @Override
    protected String gemm() {
        return "vector";
    }

    /** Until the JIT compiler has done with them, vectors are objects. */
    @Override
    protected long patience() {
        return 30_000_000_000L;
    }
}
