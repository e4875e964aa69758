package io.minibatch.backend.cuda;

import io.minibatch.backend.Precision;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/** The parts of an open device. */
record DeviceParts(Context context, Staging staging, Kernels kernels, Blas blas) implements AutoCloseable {
    /** Opens the first device; what was opened is closed again where something fails. */
    static DeviceParts open(Precision precision) {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            Context context = new Context();
            opened.push(context);
            Staging staging = new Staging(context);
            opened.push(staging);
            Kernels kernels = new Kernels(context);
            opened.push(kernels);
            return new DeviceParts(context, staging, kernels, new Blas(context, precision));
        } catch (RuntimeException | Error failure) {
            opened.forEach(part -> closeAfter(failure, part));
            throw failure;
        }
    }

    /** Returns an object made of the parts; closes the parts if that fails. */
    <T> T into(Function<DeviceParts, T> make) {
        try {
            return make.apply(this);
        } catch (RuntimeException | Error failure) {
            closeAfter(failure, this);
            throw failure;
        }
    }

    private static void closeAfter(Throwable failure, AutoCloseable part) {
        try {
            part.close();
        } catch (Exception failed) {
            failure.addSuppressed(failed);
        }
    }

    @Override
    public void close() {
        try (context) {
            blas.close();
            kernels.close();
            staging.close();
        }
    }
}
