package io.minibatch.backend.cpu;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendException;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.BackendProvider;
import io.minibatch.backend.Finding;
import io.minibatch.backend.Precision;
import java.util.List;
import java.util.Optional;

/** Opens {@link CpuBackend}, which runs everywhere. */
public final class CpuProvider implements BackendProvider {
    @Override
    public String name() {
        return CpuBackend.NAME;
    }

    @Override
    public List<Finding> findings(BackendOptions options) {
        return List.of(new Finding.Found("processor", Processor.description()));
    }

    @Override
    public Optional<String> matrixProducts(BackendOptions options) {
        return Optional.of(GemmChoice.of(options.gemm()).reason());
    }

    @Override
    public Backend open(BackendOptions options) {
        if (options.precision() != Precision.FLOAT32) {
            throw new BackendException("the cpu backend computes in fp32 only, not in "
                    + options.precision().label() + ": choose precision fp32, or a GPU");
        }
        return new CpuBackend(
                options.threads(), GemmChoice.of(options.gemm()).product(), ThreadTeam.LEAST_WORK, options.mayClaim());
    }
}
