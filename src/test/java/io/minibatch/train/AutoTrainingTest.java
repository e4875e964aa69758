package io.minibatch.train;

class AutoTrainingTest extends VectorTrainingTest {
    @Override
    protected String gemm() {
        return "auto";
    }
}
