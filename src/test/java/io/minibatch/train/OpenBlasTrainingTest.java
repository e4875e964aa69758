package io.minibatch.train;

class OpenBlasTrainingTest extends CpuTrainingTest {
    @Override
    protected String gemm() {
        return "openblas";
    }
}
