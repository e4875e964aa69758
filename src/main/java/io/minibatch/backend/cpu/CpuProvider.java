package io.minibatch.backend.cpu;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.BackendProvider;
import org.jspecify.annotations.Nullable;

/** Opens {@link CpuBackend}, which runs everywhere. */
public final class CpuProvider implements BackendProvider {
    @Override
    public String name() {
        return CpuBackend.NAME;
    }

    @Override
    public @Nullable String obstacle(BackendOptions options) {
        return null;
    }

    @Override
    public Backend open(BackendOptions options) {
        return new CpuBackend(options.threads(), GemmChoice.of(options.gemm()).product());
    }
}
