package io.minibatch.backend.cuda;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendException;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.BackendProvider;
import org.jspecify.annotations.Nullable;

/** Opens {@link CudaBackend} where there is a driver, cuBLAS and a device. No class of JCuda is loaded before that. */
public final class CudaProvider implements BackendProvider {
    @Override
    public String name() {
        return CudaBackend.NAME;
    }

    @Override
    public @Nullable String obstacle(BackendOptions options) {
        String missing = NativeLibraries.load(LibraryFolders.ofThisMachine(options.cudaLibraries()));
        return missing == null ? Devices.obstacle() : missing;
    }

    @Override
    public Backend open(BackendOptions options) {
        String obstacle = obstacle(options);
        if (obstacle != null) {
            throw new BackendException("cuda: " + obstacle);
        }
        return new CudaBackend();
    }
}
