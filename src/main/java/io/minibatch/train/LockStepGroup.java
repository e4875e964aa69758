package io.minibatch.train;

import io.minibatch.backend.Backend;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out trainings on one backend in lock step. Each seat has a thread, and takes the next training where one
 * ends, until none is left. A training that fails leaves the others undisturbed, and its seat stays empty: where the
 * memory is not enough for all seats, fewer are used.
 *
 * @param <T> the type of the members
 */
public final class LockStepGroup<T> {
    private static final Logger LOG = LoggerFactory.getLogger(LockStepGroup.class);

    private final int seats;
    private final BiConsumer<TrainingDevice, T> work;

    /** Read and written in the turns of {@link LockStep} only. */
    private final Queue<T> waiting;

    /** Trainings by what they threw, the same object for all that a launch was made for; used as those that wait. */
    private final Map<Throwable, List<T>> failures = new IdentityHashMap<>();

    /**
     * Creates a group.
     *
     * @param seats trainings that run at the same time, at least 1
     * @param trainings begun in this order
     * @param work carries a training out; what it throws is returned at the end
     */
    public LockStepGroup(int seats, List<T> trainings, BiConsumer<TrainingDevice, T> work) {
        this.seats = Math.min(seats, trainings.size());
        this.waiting = new ArrayDeque<>(trainings);
        this.work = work;
    }

    /**
     * Carries the trainings out, and waits for them; leaves the backend open.
     *
     * @return those that failed, by what they threw
     */
    public Map<Throwable, List<T>> run(Backend backend) {
        try (LockStep lockStep = new LockStep(backend, seats)) {
            List<Thread> threads = new ArrayList<>();
            try {
                for (int seat = 0; seat < seats; seat++) {
                    int place = seat;
                    Thread thread = new Thread(() -> lockStep.run(place, this::occupy), "training " + (seat + 1));
                    thread.setDaemon(true);
                    thread.start();
                    threads.add(thread);
                }
            } catch (OutOfMemoryError noThread) {
                LOG.info("{} trainings at once instead of {}: {}", threads.size(), seats, noThread.getMessage());
            }
            for (int seat = threads.size(); seat < seats; seat++) {
                lockStep.run(seat, device -> {});
            }
            threads.forEach(LockStepGroup::await);
        }
        return failures;
    }

    private void occupy(TrainingDevice device) {
        T training = waiting.poll();
        while (training != null) {
            try {
                work.accept(device, training);
            } catch (RuntimeException | Error failed) {
                failures.computeIfAbsent(failed, first -> new ArrayList<>()).add(training);
                return;
            }
            training = waiting.poll();
        }
    }

    /** Does not end before the thread: the backend must not be closed while a training uses it. */
    private static void await(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
