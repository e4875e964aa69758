package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import java.util.List;

class CpuSoakTest extends SoakContract {
    private static final List<String> PRODUCTS = List.of("auto", "sparse", "openblas", "vector", "ejml");

    @Override
    protected Backend open(int number) {
        BackendOptions options = BackendOptions.withThreads(1 + number % 3).withGemm(PRODUCTS.get(number / 3 % 4));
        return Backends.open("cpu", options).backend();
    }

    @Override
    protected int steps() {
        return Integer.getInteger("soak.steps", 40_000);
    }

    @Override
    protected int cycles() {
        return Integer.getInteger("soak.cycles", 400);
    }
}
