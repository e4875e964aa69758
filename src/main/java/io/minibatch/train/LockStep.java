package io.minibatch.train;

import io.minibatch.backend.Backend;
import io.minibatch.backend.Examples;
import io.minibatch.backend.Step;
import io.minibatch.backend.StepRun;
import io.minibatch.data.Dataset;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Trainings that share one backend and run their steps at the same time, each on its own thread. The threads take
 * turns, in a fixed order: exactly one of them runs at any time, so the backend is used by one thread at a time. A turn
 * ends where the training asks for steps, or ends. Once every training has asked, one call of {@link Backend#run} makes
 * the steps of all, and the next round of turns begins.
 *
 * <p>Each training is bit-for-bit identical to the same training alone: it has its own memory, and only the division of
 * its steps into calls depends on the others. In a round all make the same number of steps: at most what the one that
 * asked for the fewest asked for, and as many as the backend makes in about a tenth of a second. So trainings with
 * epochs of the same length stay together.
 *
 * <p>Only the thread that has the turn reads or writes the state of this class; the semaphore that hands the turn on
 * orders their accesses.
 */
public final class LockStep implements AutoCloseable {
    private final Backend backend;
    private final UploadedData data;
    private final Pace pace;
    private final List<Member> members;

    /**
     * Creates the places of a group.
     *
     * @param backend of all members; the caller closes it after this
     * @param size members; {@link #run} must be called once for each
     */
    public LockStep(Backend backend, int size) {
        this(backend, size, new Pace(backend::synchronize));
    }

    LockStep(Backend backend, int size, Pace pace) {
        this.backend = backend;
        this.pace = pace;
        data = new UploadedData(backend);
        members = IntStream.range(0, size).mapToObj(Member::new).toList();
        members.get(0).turn.release();
    }

    /**
     * Waits for its turn, does the work of a member, and hands the turn on. Blocks until the work is done; each member
     * needs its own thread. An exception of the work ends this member only.
     *
     * @param place from 0, in the order of the turns
     * @param work trains on the device, and leaves nothing there but data
     */
    public void run(int place, Consumer<TrainingDevice> work) {
        Member member = members.get(place);
        member.turn.acquireUninterruptibly();
        try {
            work.accept(member);
        } finally {
            member.left = true;
            handOn(place);
        }
    }

    /**
     * Gives the turn to the next member that has not asked for steps in this round; begins a new round where all have.
     */
    private void handOn(int place) {
        Member next = nextAfter(place);
        if (next == null) {
            runTogether();
            next = nextAfter(-1);
        }
        if (next != null) {
            next.turn.release();
        }
    }

    private @Nullable Member nextAfter(int place) {
        for (Member member : members.subList(place + 1, members.size())) {
            if (!member.left) {
                return member;
            }
        }
        return null;
    }

    /** Runs the steps of all members. A failure is thrown to each of them in its turn. */
    private void runTogether() {
        List<Member> living = members.stream().filter(member -> !member.left).toList();
        if (living.isEmpty()) {
            return;
        }
        int most = living.stream().mapToInt(member -> member.most).min().orElseThrow();
        pace.restart();
        int times = pace.next(most);
        Throwable failure = null;
        try {
            backend.run(living.stream()
                    .map(member -> new StepRun(member.asked(), times))
                    .toList());
            pace.ran(times);
        } catch (RuntimeException | Error failed) {
            failure = failed;
        }
        for (Member member : living) {
            member.step = null;
            member.times = times;
            member.failure = failure;
        }
    }

    /** Frees the data, after the last member has left. */
    @Override
    public void close() {
        data.close();
    }

    /** The backend as one of the trainings uses it. */
    private final class Member implements TrainingDevice {
        private final int place;
        private final Semaphore turn = new Semaphore(0);
        private boolean left;
        private @Nullable Step step;
        private int most;
        private int times;
        private @Nullable Throwable failure;

        Member(int place) {
            this.place = place;
        }

        Step asked() {
            if (step == null) {
                throw new IllegalStateException("member " + place + " has not asked for steps");
            }
            return step;
        }

        @Override
        public Backend backend() {
            return backend;
        }

        @Override
        public Examples examples(Dataset dataset) {
            return data.of(dataset);
        }

        @Override
        public int run(Step wanted, int wantedTimes) {
            step = wanted;
            most = wantedTimes;
            handOn(place);
            turn.acquireUninterruptibly();
            if (failure instanceof RuntimeException failed) {
                throw failed;
            }
            if (failure instanceof Error failed) {
                throw failed;
            }
            return times;
        }
    }
}
