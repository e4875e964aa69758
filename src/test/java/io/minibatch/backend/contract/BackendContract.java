package io.minibatch.backend.contract;

import io.minibatch.backend.Backend;
import io.minibatch.backend.CheckedBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * All that a backend promises, an interface an operation: results against {@link Reference}, replay, threads and
 * memory.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BackendContract
        implements GemmContract,
                AxpyContract,
                CopyContract,
                RowSumsContract,
                DotContract,
                SumOfMagnitudesContract,
                ScaleContract,
                ClipNormContract,
                MultiplyContract,
                ActivateContract,
                SoftmaxContract,
                ActivationGradientContract,
                GatherContract,
                AugmentContract,
                OutputDeltaContract,
                OutputContract,
                TallyContract,
                DesiredContract,
                ClosedContract,
                FirstNonFiniteContract,
                DropoutContract,
                StepClockContract,
                DescendContract,
                LimitNormsContract,
                InferenceContract,
                VariantContract,
                RecordContract,
                MemoryContract,
                ThreadContract {
    private Backend backend;

    /** Opens a backend of the kind under test. */
    protected abstract Backend open();

    @BeforeEach
    final void openChecked() {
        backend = new CheckedBackend(open());
    }

    @AfterEach
    final void close() {
        backend.close();
    }

    @Override
    public final Backend backend() {
        return backend;
    }

    @Override
    public final Backend anotherBackend() {
        return open();
    }
}
