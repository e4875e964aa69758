package io.minibatch.backend.cuda;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Step;
import io.minibatch.backend.StepHook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.JCudaDriver;

/** A CUDA backend that times its steps on the device, by an event before and one after each call that runs them. */
public final class TimedCuda {
    private final CudaBackend inner;
    private final Backend timed;
    private final List<Replay> replays = new ArrayList<>();
    private int launches;

    private record Replay(CUevent start, CUevent end, int steps) {
        double microsecondsPerStep() {
            float[] milliseconds = new float[1];
            Cuda.check(JCudaDriver.cuEventElapsedTime(milliseconds, start, end), "reading a time");
            return 1e3 * milliseconds[0] / steps;
        }

        void free() {
            JCudaDriver.cuEventDestroy(start);
            JCudaDriver.cuEventDestroy(end);
        }
    }

    public TimedCuda(Backend cuda) {
        inner = (CudaBackend) cuda;
        timed = StepHook.on(inner, this::timed);
    }

    /** Returns how many kernels and copies the step that was recorded last launches; 1 for a claimed one. */
    public int launches() {
        return launches;
    }

    public Backend backend() {
        return timed;
    }

    /**
     * Returns the device's microseconds for a step, the median of the replays since this was last asked; without the
     * short ones, which belong to the warm-up.
     */
    public double microsecondsPerStep() {
        inner.synchronize();
        int most = replays.stream().mapToInt(Replay::steps).max().orElseThrow();
        List<Double> times = replays.stream()
                .filter(replay -> 2 * replay.steps >= most)
                .map(Replay::microsecondsPerStep)
                .sorted(Comparator.naturalOrder())
                .toList();
        forget();
        return times.get(times.size() / 2);
    }

    /** Forgets what was timed. */
    public void forget() {
        inner.synchronize();
        replays.forEach(Replay::free);
        replays.clear();
    }

    private Step timed(Step step) {
        launches = step instanceof CudaStep recorded ? recorded.nodes() : 1;
        return new Step() {
            @Override
            public void run(int times) {
                CUevent start = mark();
                step.run(times);
                replays.add(new Replay(start, mark(), times));
            }

            @Override
            public void close() {
                step.close();
            }
        };
    }

    private CUevent mark() {
        CUevent event = new CUevent();
        Cuda.check(JCudaDriver.cuEventCreate(event, CUevent_flags.CU_EVENT_DEFAULT), "creating an event");
        Cuda.check(JCudaDriver.cuEventRecord(event, inner.context().stream()), "recording an event");
        return event;
    }
}
