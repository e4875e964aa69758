package io.minibatch.backend.contract;

import static io.minibatch.backend.contract.Samples.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Matrix;
import io.minibatch.backend.Step;
import io.minibatch.backend.Transpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Several threads on one backend: refused where they overlap, right where they take turns. */
interface ThreadContract extends TestedBackend {
    int SIZE = 97;

    /** While a step is recorded, which is one operation of this thread, another thread tries every operation. */
    @Test
    default void operation_duringThatOfAnotherThread_isRefusedNamingBoth() {
        try (Backend shared = anotherBackend()) {
            EveryOperation every = new EveryOperation(shared);
            Map<String, Runnable> operations = new LinkedHashMap<>(every.operations());
            operations.put("close", shared::close);
            every.memory().forEach((name, memory) -> operations.put("close of " + name, () -> close(memory)));
            Map<String, @Nullable Throwable> thrown = new LinkedHashMap<>();
            shared.record(() -> operations.forEach(
                            (name, operation) -> thrown.put(name, failureOnAnotherThread(operation))))
                    .close();
            String first = "the " + shared.name() + " backend is in use by thread '"
                    + Thread.currentThread().getName() + "' and cannot be used by thread 'other' at the same time: ";
            assertEquals(operations.keySet(), thrown.keySet());
            thrown.forEach((name, failure) -> {
                assertNotNull(failure, name);
                assertEquals(IllegalStateException.class, failure.getClass(), name);
                assertEquals(first, String.valueOf(failure.getMessage()).replaceFirst("open a backend.*", ""), name);
            });
            assertEquals(0, shared.dot(shared.allocate(2, 2), shared.allocate(2, 2)));
        }
    }

    private static void close(AutoCloseable memory) {
        try {
            memory.close();
        } catch (RuntimeException refused) {
            throw refused;
        } catch (Exception unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    @Test
    default void threadsThatTakeTurns_mayShareABackend() {
        Matrix x = matrix(1, 2, 3, 4);
        Matrix y = backend().allocate(1, 2);
        Step step = backend().record(() -> backend().multiply(x, x, y));
        assertNull(failureOnAnotherThread(() -> step.run(1)));
        assertNull(failureOnAnotherThread(() -> backend().upload(new float[] {1, 1}, x)));
        assertArrayEquals(new float[] {9, 16}, values(y));
    }

    private static @Nullable Throwable failureOnAnotherThread(Runnable operation) {
        @Nullable Throwable[] failure = new Throwable[1];
        Thread other = new Thread(operation, "other");
        other.setUncaughtExceptionHandler((thread, thrown) -> failure[0] = thrown);
        other.start();
        try {
            other.join();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        return failure[0];
    }

    /** Each thread has matrices of its own. */
    @Test
    default void fourThreads_neverGetAWrongResultWithoutAnException() throws InterruptedException, ExecutionException {
        try (Backend shared = anotherBackend()) {
            List<Product> products = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                products.add(new Product(shared, i));
            }
            CountDownLatch start = new CountDownLatch(products.size());
            ExecutorService threads = Executors.newFixedThreadPool(products.size());
            try {
                List<Future<?>> futures = new ArrayList<>();
                for (Product product : products) {
                    futures.add(threads.submit(() -> product.repeat(start)));
                }
                for (Future<?> future : futures) {
                    future.get();
                }
            } finally {
                threads.shutdown();
            }
        }
    }

    /** A product of one thread, called and replayed. */
    class Product {
        private final Backend shared;
        private final Matrix a;
        private final Matrix c;
        private final Step step;
        private final float[] expected = new float[SIZE * SIZE];

        Product(Backend shared, int thread) {
            this.shared = shared;
            a = shared.allocate(SIZE, SIZE);
            c = shared.allocate(SIZE, SIZE);
            shared.upload(random(thread, SIZE * SIZE), a);
            step = shared.record(this::compute);
            compute();
            shared.download(c, expected);
        }

        private void compute() {
            shared.gemm(Transpose.NONE, 1, a, a, 0, c);
        }

        void repeat(CountDownLatch start) {
            start.countDown();
            try {
                start.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            float[] actual = new float[SIZE * SIZE];
            for (int i = 0; i < 40; i++) {
                try {
                    shared.upload(actual, c);
                    if (i % 2 == 0) {
                        compute();
                    } else {
                        step.run(1);
                    }
                    shared.download(c, actual);
                } catch (IllegalStateException refused) {
                    Thread.yield();
                    continue;
                }
                assertArrayEquals(expected, actual);
                Arrays.fill(actual, Float.NaN);
            }
        }
    }
}
