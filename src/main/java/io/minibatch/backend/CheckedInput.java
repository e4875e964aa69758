package io.minibatch.backend;

/** A first layer that is given matrices of a checked backend. */
final class CheckedInput implements InputLayer {
    private final CheckedMemory owner;
    private final InputLayer inner;
    private final int rows;
    private final int columns;

    CheckedInput(CheckedMemory owner, InputLayer inner, StepPlan plan) {
        this.owner = owner;
        this.inner = inner;
        this.rows = plan.capacity();
        this.columns = plan.layers().get(0).outputs();
    }

    @Override
    public void multiply(Matrix z) {
        CheckedMatrix product = use("InputLayer.multiply", z);
        owner.issue(() -> inner.multiply(product.inner()));
        owner.finite("InputLayer.multiply", z);
    }

    @Override
    public void update(Matrix delta) {
        CheckedMatrix errors = use("InputLayer.update", delta);
        owner.issue(() -> inner.update(errors.inner()));
    }

    private CheckedMatrix use(String operation, Matrix matrix) {
        CheckedMatrix used = owner.use(operation, matrix);
        used.require(operation, rows, columns);
        return used;
    }

    @Override
    public void close() {
        owner.refuse("close");
        inner.close();
    }
}
