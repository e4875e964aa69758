package io.minibatch.backend.cuda;

import static io.minibatch.backend.cuda.EmulatedSession.check;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The features of the emulator for kernels, tested by probes. */
class EmulatedKernelLanguageTest {
    private static final int WARP = 32;

    private EmulatedSession session;

    @BeforeEach
    void open() {
        session = new EmulatedSession();
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void warpFunctions_moveValuesBetweenLanes() {
        Address out = session.allocate(8 * WARP * Integer.BYTES);
        session.arguments.clear().add(out);
        check(session.launch("probe_warp", 1, WARP));
        int[] all = session.ints(out, 8 * WARP);
        int ballot = IntStream.range(0, WARP).filter(lane -> lane % 3 == 0).reduce(0, (bits, lane) -> bits | 1 << lane);
        assertLanes(lane -> lane < 29 ? lane + 3 : lane, all, 0);
        assertLanes(lane -> lane >= 3 ? lane - 3 : lane, all, 1);
        assertLanes(lane -> lane ^ 5, all, 2);
        assertLanes(lane -> 9, all, 3);
        assertLanes(lane -> lane % 8 < 5 ? lane + 3 : lane, all, 4);
        assertLanes(lane -> ballot, all, 5);
        assertLanes(lane -> 1, all, 6);
        assertLanes(lane -> lane < 16 ? lane ^ 1 : Math.min(lane + 1, 31), all, 7);
    }

    private static void assertLanes(IntUnaryOperator expected, int[] all, int field) {
        assertArrayEquals(
                IntStream.range(0, WARP).map(expected).toArray(),
                IntStream.range(0, WARP).map(lane -> all[lane * 8 + field]).toArray(),
                "field " + field);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "1024, 1000", "480, 0", "32, 31"})
    void manyThreads_keepTheirOrderOverManyRounds(int threads, int shuffles) {
        int barriers = 777;
        Address out = session.allocate((long) threads * Integer.BYTES);
        session.arguments.clear().add(out).add(barriers).add(shuffles);
        int[] block = {threads, 1, 1};
        check(session.launch("probe_rounds", new int[] {2, 1, 1}, block, 2 * 1024 * Integer.BYTES));
        int[] expected = IntStream.range(0, threads)
                .map(thread -> thread / WARP * WARP + (thread + shuffles) % WARP)
                .map(thread -> (thread + barriers) % threads)
                .toArray();
        assertArrayEquals(expected, session.ints(out, threads));
    }

    @Test
    void warps_shuffleOnTheirOwn_whileOthersWaitAtABarrier() {
        Address out = session.allocate(64 * Integer.BYTES);
        session.arguments.clear().add(out);
        check(session.launch("probe_warps_apart", 3, 64));
        int[] expected = new int[64];
        Arrays.fill(expected, 2 + 10 * 4);
        assertArrayEquals(expected, session.ints(out, 64));
    }

    @Test
    void atomicAdd_countsEveryThread() {
        Address sum = session.allocate(0.25f);
        Address count = session.allocate(0f);
        session.arguments.clear().add(count).add(sum);
        check(session.launch("probe_atomics", 5, 40));
        assertEquals(400, session.ints(count, 1)[0]);
        assertEquals(100.25f, session.floats(sum, 1)[0]);
    }

    @Test
    void barriersWithAVote_countThoseWhoHaveIt() {
        int[] votes = new int[40];
        Arrays.fill(votes, 2);
        assertVotes(0, 1, 0, votes);
        votes[7] = 1;
        assertVotes(1, 0, 0, votes);
        Arrays.fill(votes, 10, 20, 4);
        assertVotes(1, 0, 10, votes);
    }

    private void assertVotes(int any, int all, int count, int[] votes) {
        Address in = session.allocate((long) votes.length * Integer.BYTES);
        ByteBuffer bytes = EmulatedSession.direct(votes.length * Integer.BYTES);
        bytes.asIntBuffer().put(votes);
        check(JCudaDriver.cuMemcpyHtoD(in, Pointer.to(bytes), bytes.capacity()));
        Address out = session.allocate(3L * votes.length * Integer.BYTES);
        session.arguments.clear().add(out).add(in);
        check(session.launch("probe_votes", 1, votes.length));
        int[] expected = IntStream.range(0, votes.length)
                .flatMap(thread -> IntStream.of(any, all, count))
                .toArray();
        assertArrayEquals(expected, session.ints(out, expected.length));
    }

    @Test
    void atomicsOnIntegers_andBytePermutations_areThoseOfCuda() {
        Address bits = session.allocate(0f, Float.intBitsToFloat(-1), 0f, 0f, 0f);
        Address wide = session.allocate(Float.intBitsToFloat(7), Float.intBitsToFloat(-1), 0f, 0f, 0f);
        session.arguments.clear().add(bits).add(wide);
        check(session.launch("probe_bits", 1, 30));
        assertArrayEquals(new int[] {(1 << 30) - 1, -1 << 30, 12, 0, -29}, session.ints(bits, 5));
        int[] expected = {0xfffffff7, 0xf0000000 - 29, 7, 0xf7115500, 0x4400ff66};
        assertArrayEquals(expected, session.ints(wide, 5));
    }

    @Test
    void mathFunctions_areThoseOfCuda() {
        float x = 0.7f;
        Address out = session.allocate(14 * Float.BYTES);
        session.arguments.clear().add(out).add(session.allocate(x));
        check(session.launch("probe_math", 1, 1));
        double erf = 0.6778011938; // Abramowitz and Stegun, table 7.1
        float[] expected = {
            (float) Math.tanh(x),
            (float) erf,
            (float) Math.exp(x),
            (float) Math.log(x),
            (float) Math.log1p(x),
            (float) Math.sqrt(x),
            (float) (1 / Math.sqrt(x)),
            Math.fma(x, x, 1f),
            1 / x,
            (float) Math.sin(x),
            (float) Math.cos(x),
            0,
            0.25f,
            5
        };
        assertArrayEquals(expected, session.floats(out, 14), 2e-7f);
    }

    @Test
    void vectors_areLoadedWhole() {
        Address floats = session.allocate(1f, 2f, 3f, 4f);
        Address bytes = session.allocate(4);
        check(JCudaDriver.cuMemcpyHtoD(
                bytes,
                Pointer.to(EmulatedSession.direct(4)
                        .put(new byte[] {1, 2, 3, (byte) 255})
                        .clear()),
                4));
        Address out = session.allocate(2 * Float.BYTES);
        session.arguments.clear().add(out).add(floats).add(bytes);
        check(session.launch("probe_vectors", 1, 1));
        assertArrayEquals(new float[] {10, 261}, session.floats(out, 2));
    }

    @Test
    void dynamicShared_isAsLargeAsTheLaunchSays_andNaNBeforeItIsWritten() {
        Address out = session.allocate(Float.BYTES);
        int[] one = {1, 1, 1};
        session.arguments.clear().add(out).add(100);
        check(session.launch("probe_dynamic_shared", one, new int[] {100, 1, 1}, 100 * Float.BYTES));
        assertEquals(4950, session.floats(out, 1)[0]);
        session.arguments.clear().add(out).add(101);
        check(session.launch("probe_dynamic_shared", one, new int[] {100, 1, 1}, 104 * Float.BYTES));
        assertEquals(Float.NaN, session.floats(out, 1)[0]);
    }
}
