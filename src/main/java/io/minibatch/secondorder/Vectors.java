package io.minibatch.secondorder;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Matrix;
import java.util.ArrayList;
import java.util.List;

/** Vectors {@code [1, n]} on a device and their arithmetic, with the scalars in double precision on the host. */
final class Vectors implements AutoCloseable {
    private final Backend backend;
    private final int size;
    private final Matrix scalar;
    private final List<Matrix> allocated = new ArrayList<>();

    Vectors(SmoothCost cost) {
        this.backend = cost.backend();
        this.size = cost.point().size();
        this.scalar = backend.allocate(1, 1);
    }

    /** Returns a new vector of zeros, which lives as long as this. */
    Matrix allocate() {
        Matrix vector = backend.allocate(1, size);
        allocated.add(vector);
        return vector;
    }

    int size() {
        return size;
    }

    double dot(Matrix x, Matrix y) {
        return backend.dot(x, y);
    }

    double norm(Matrix x) {
        return Math.sqrt(backend.dot(x, x));
    }

    /** {@code y ← y + a·x}. */
    void add(double a, Matrix x, Matrix y) {
        backend.upload(new float[] {(float) a}, scalar);
        backend.axpy(scalar, x, y);
    }

    /** {@code x ← a·x}. */
    void scale(double a, Matrix x) {
        backend.upload(new float[] {(float) a}, scalar);
        backend.scale(scalar, x);
    }

    /** {@code y ← a·x}. */
    void set(Matrix y, double a, Matrix x) {
        scale(0, y);
        add(a, x, y);
    }

    @Override
    public void close() {
        scalar.close();
        allocated.forEach(Matrix::close);
    }
}
