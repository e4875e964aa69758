package io.minibatch.backend.cuda;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Step;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.JCudaDriver;

/** A CUDA backend of which the device times the replays of recorded steps, by an event before and one after each. */
public final class TimedCuda {
    private final CudaBackend inner;
    private final Backend timed;
    private final List<CUevent> starts = new ArrayList<>();
    private final List<CUevent> ends = new ArrayList<>();
    private long steps;

    public TimedCuda(Backend cuda) {
        inner = (CudaBackend) cuda;
        timed = (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                    Object result = call(method, arguments);
                    return method.getName().equals("record") ? timed((Step) result) : result;
                });
    }

    public Backend backend() {
        return timed;
    }

    /** Returns the device's microseconds for each step that was replayed since this was last asked. */
    public double microsecondsPerStep() {
        inner.synchronize();
        double milliseconds = 0;
        for (int i = 0; i < starts.size(); i++) {
            float[] elapsed = new float[1];
            Cuda.check(JCudaDriver.cuEventElapsedTime(elapsed, starts.get(i), ends.get(i)), "reading a time");
            milliseconds += elapsed[0];
        }
        for (List<CUevent> events : List.of(starts, ends)) {
            events.forEach(JCudaDriver::cuEventDestroy);
            events.clear();
        }
        double perStep = 1e3 * milliseconds / steps;
        steps = 0;
        return perStep;
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(inner, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    private Step timed(Step step) {
        return new Step() {
            @Override
            public void run(int times) {
                starts.add(mark());
                step.run(times);
                ends.add(mark());
                steps += times;
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
