package io.minibatch.cli;

import io.minibatch.backend.Backend;
import io.minibatch.spec.PreparedTraining;
import io.minibatch.train.LockStepGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schedule of members that train at the same time. On the CPU one a core, each on a backend of its own; on a GPU as
 * many as {@link Backend#together} says, in lock step on one backend. Their number affects speed only, not results.
 */
final class MemberSchedule {
    private static final Logger LOG = LoggerFactory.getLogger(MemberSchedule.class);

    private final MemberTrainer trainer;
    private final PreparedTraining first;
    private final IntFunction<Backend> backends;
    private final int cores;

    /**
     * Creates a schedule.
     *
     * @param first training of a member, which the others are like
     * @param backends opens the backend with so many threads
     * @param cores threads of the CPU that may be used
     */
    MemberSchedule(MemberTrainer trainer, PreparedTraining first, IntFunction<Backend> backends, int cores) {
        this.trainer = trainer;
        this.first = first;
        this.backends = backends;
        this.cores = cores;
    }

    /**
     * Trains members, and returns when the last of them has ended.
     *
     * @param backend open, of the kind that {@code backends} opens
     */
    void run(List<Member> members, Backend backend) {
        if (backend.name().equals("cpu")) {
            sideBySide(members);
        } else {
            together(members, backend);
        }
    }

    /** Returns how many threads a member has: where fewer are left than there are cores, they share them. */
    static int threads(int cores, int members, int index) {
        int rest = members % cores;
        return index < members - rest ? 1 : cores / rest;
    }

    private void sideBySide(List<Member> members) {
        int atOnce = Math.min(cores, members.size());
        LOG.info("Networks trained at the same time: {}", atOnce);
        ExecutorService workers = Executors.newFixedThreadPool(atOnce, work -> {
            Thread thread = new Thread(work, "member");
            thread.setDaemon(true);
            return thread;
        });
        List<Future<?>> futures = new ArrayList<>();
        for (int index = 0; index < members.size(); index++) {
            Member member = members.get(index);
            int threads = threads(cores, members.size(), index);
            futures.add(workers.submit(() -> alone(member, threads)));
        }
        workers.shutdown();
        await(futures);
    }

    /** An exception of one member stops the others cleanly. */
    private void await(List<Future<?>> futures) {
        Throwable failure = null;
        boolean interrupted = false;
        for (int index = 0; index < futures.size(); ) {
            try {
                futures.get(index).get();
                index++;
            } catch (ExecutionException failed) {
                failure = failure == null ? failed.getCause() : failure;
                index++;
            } catch (InterruptedException hurried) {
                trainer.requestStop();
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure instanceof RuntimeException failed) {
            throw failed;
        }
        if (failure instanceof Error failed) {
            throw failed;
        }
    }

    private void alone(Member member, int threads) {
        if (trainer.isStopped()) {
            return;
        }
        try (Backend backend = backends.apply(threads)) {
            on(backend, member);
        } catch (RuntimeException | Error failed) {
            trainer.requestStop();
            throw failed;
        }
    }

    private void on(Backend backend, Member member) {
        trainer.train(member, backend, (training, listeners) -> training.trainer(backend, listeners));
    }

    private void together(List<Member> members, Backend backend) {
        int atOnce = Math.min(members.size(), together(backend));
        LOG.info("Networks trained at the same time: {}", atOnce);
        if (atOnce == 1) {
            members.forEach(member -> on(backend, member));
            return;
        }
        LockStepGroup<Member> group = new LockStepGroup<>(
                atOnce,
                members,
                (device, member) -> trainer.train(
                        member, device.backend(), (training, listeners) -> training.trainer(device, listeners)));
        group.run(backend)
                .forEach((failure, failed) -> LOG.info(
                        "{} failed beside others and will be trained again: {}", failed, failure.getMessage()));
        members.stream().filter(member -> !member.isEnded()).forEach(member -> alone(member, cores));
    }

    private int together(Backend backend) {
        if (first.minimizer() != null) {
            return 1;
        }
        return backend.together(first.options()
                .plan(first.initial().architecture(), first.split().training().size()));
    }
}
