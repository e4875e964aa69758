package io.minibatch.trial;

import io.minibatch.backend.Backend;
import io.minibatch.train.LockStep;
import io.minibatch.train.TrainingDevice;
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
 * Carries out trials on one backend in lock step. Each seat has a thread, and takes the next trial where one ends, until none is
 * left. A trial that fails leaves the others undisturbed, and its seat stays empty: where the memory is not enough for all
 * seats, fewer are used.
 */
final class TrialGroup {
    private static final Logger LOG = LoggerFactory.getLogger(TrialGroup.class);

    private final int seats;
    private final BiConsumer<TrainingDevice, Trial> work;

    /** Read and written in the turns of {@link LockStep} only. */
    private final Queue<Trial> waiting;

    /** Trials by what they threw, the same object for all that a launch was made for; used as the trials that wait. */
    private final Map<Throwable, List<Trial>> failures = new IdentityHashMap<>();

    /**
     * Creates a group.
     *
     * @param seats trials that run at the same time, at least 1
     * @param trials begun in this order
     * @param work carries a trial out; what it throws is logged at the end
     */
    TrialGroup(int seats, List<Trial> trials, BiConsumer<TrainingDevice, Trial> work) {
        this.seats = Math.min(seats, trials.size());
        this.waiting = new ArrayDeque<>(trials);
        this.work = work;
    }

    /** Carries the trials out, and waits for them; leaves the backend open. */
    void run(Backend backend) {
        try (LockStep lockStep = new LockStep(backend, seats)) {
            List<Thread> threads = new ArrayList<>();
            try {
                for (int seat = 0; seat < seats; seat++) {
                    int place = seat;
                    Thread thread = new Thread(() -> lockStep.run(place, this::occupy), "trial " + (seat + 1));
                    thread.setDaemon(true);
                    thread.start();
                    threads.add(thread);
                }
            } catch (OutOfMemoryError noThread) {
                LOG.info("{} trials at once instead of {}: {}", threads.size(), seats, noThread.getMessage());
            }
            for (int seat = threads.size(); seat < seats; seat++) {
                lockStep.run(seat, device -> {});
            }
            threads.forEach(TrialGroup::await);
        }
        failures.forEach(TrialGroup::log);
    }

    private void occupy(TrainingDevice device) {
        Trial trial = waiting.poll();
        while (trial != null) {
            try {
                work.accept(device, trial);
            } catch (RuntimeException | Error failed) {
                failures.computeIfAbsent(failed, first -> new ArrayList<>()).add(trial);
                return;
            }
            trial = waiting.poll();
        }
    }

    private static void log(Throwable failure, List<Trial> trials) {
        LOG.info(
                "{} failed beside other trials and will be carried out again: {}",
                trials.size() == 1 ? trials.get(0).label() : trials.size() + " trials",
                failure.getMessage());
    }

    /** Does not end before the thread: the backend must not be closed while a trial uses it. */
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
