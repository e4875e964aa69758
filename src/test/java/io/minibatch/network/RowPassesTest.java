package io.minibatch.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.minibatch.backend.Backend;
import io.minibatch.backend.BackendOptions;
import io.minibatch.backend.Backends;
import io.minibatch.backend.Inference;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Passes of four rows through a network that gives its input. */
class RowPassesTest {
    private static final int CAPACITY = 4;

    private static RowRequest request(int... values) {
        return new RowRequest(
                (pass, place, row) -> pass.put(place, new float[] {values[row]}, 0),
                new Predictions(new float[values.length], new float[values.length], new int[values.length]));
    }

    private static void onPasses(Consumer<RowPasses> use) {
        Architecture identity = Architecture.of(List.of(1, 1), List.of(Activation.IDENTITY), Cost.QUADRATIC);
        try (Backend backend =
                        Backends.open("cpu", BackendOptions.withThreads(1)).backend();
                DeviceNetwork network = new DeviceNetwork(backend, new Network(identity, new float[] {1, 0}));
                Inference inference = network.inference(CAPACITY)) {
            use.accept(new RowPasses(inference, identity));
        }
    }

    @Test
    void requestLargerThanAPass_letsOthersTakeTheirTurns() {
        onPasses(passes -> {
            RowRequest large = request(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
            RowRequest small = request(20);
            passes.add(large);
            passes.add(small);
            passes.pass();
            assertFalse(small.isDone());
            passes.pass();
            assertTrue(small.isDone());
            assertFalse(large.isDone());
            passes.pass();
            assertTrue(large.isDone());
            assertEquals(null, passes.next());
            assertArrayEquals(new float[] {20}, small.answers().outputs());
            assertArrayEquals(
                    new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, large.answers().outputs());
        });
    }

    @Test
    void smallRequests_shareAPass() {
        onPasses(passes -> {
            List<RowRequest> requests = List.of(request(1), request(2, 3), request(4), request());
            requests.forEach(passes::add);
            passes.pass();
            assertTrue(requests.stream().allMatch(RowRequest::isDone));
            assertArrayEquals(new float[] {2, 3}, requests.get(1).answers().outputs());
        });
    }

    @Test
    void requestThatFails_isNotContinued() {
        onPasses(passes -> {
            RowRequest failing = new RowRequest(
                    (pass, place, row) -> pass.put(place, new float[] {Float.NaN}, 0),
                    new Predictions(new float[10], new float[10], new int[10]));
            RowRequest other = request(5);
            passes.add(failing);
            passes.add(other);
            passes.pass();
            assertTrue(failing.isDone() && failing.isFailed());
            assertEquals(other, passes.next());
        });
    }
}
