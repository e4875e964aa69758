package io.minibatch.backend.cuda;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendException;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.BackendProvider;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Finding;
import java.util.List;

/** Opens {@link CudaBackend} where there is a driver, cuBLAS and a device. No class of JCuda is loaded before that. */
public final class CudaProvider implements BackendProvider {
    @Override
    public String name() {
        return CudaBackend.NAME;
    }

    @Override
    public List<Finding> findings(BackendOptions options) {
        return Examination.ofThisMachine(options.cudaLibraries(), false);
    }

    @Override
    public List<Finding> examine(BackendOptions options) {
        return Examination.ofThisMachine(options.cudaLibraries(), true);
    }

    @Override
    public Backend open(BackendOptions options) {
        Finding.Missing missing = Backends.firstMissing(findings(options));
        if (missing != null) {
            throw new BackendException("cuda: " + missing.detail() + "; " + missing.remedy());
        }
        try {
            return CudaBackend.open(options.precision(), options.mayClaim());
        } catch (BackendException failure) {
            throw DriverExamination.lacksCompiler(failure)
                    ? new BackendException(
                            "cuda: " + failure.getMessage() + "; " + DriverExamination.mendOfKernels(failure))
                    : failure;
        }
    }
}
