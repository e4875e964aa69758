package io.minibatch.network;

import io.minibatch.backend.Inference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers requests by passes; each pass takes rows of several requests. For one thread at a time. */
final class RowPasses {
    private final Inference inference;
    private final int layers;
    private final int width;

    private final Deque<RowRequest> waiting = new ArrayDeque<>();

    /** The request of each row of the pass. */
    private final @Nullable RowRequest[] requests;

    /** Place of each row of the pass in its request. */
    private final int[] places;

    RowPasses(Inference inference, Architecture architecture) {
        this.inference = inference;
        this.layers = architecture.layers().size();
        this.width = architecture.outputs();
        this.requests = new RowRequest[inference.capacity()];
        this.places = new int[inference.capacity()];
    }

    /** Answers one row of bytes, and returns its class. */
    int answer(byte[] row, float[] outputs) {
        inference.put(0, row, 0);
        return runAlone(outputs);
    }

    /** Answers one row of numbers, and returns its class. */
    int answer(float[] row, float[] outputs) {
        inference.put(0, row, 0);
        return runAlone(outputs);
    }

    private int runAlone(float[] outputs) {
        inference.run(1);
        if (!isFinite(0)) {
            throw failure(0, 1);
        }
        System.arraycopy(inference.outputs(), 0, outputs, 0, width);
        return Predictions.largest(inference.logits(), 0, width);
    }

    /** Adds a request behind those that wait. */
    void add(RowRequest request) {
        if (request.hasMore()) {
            waiting.addLast(request);
        } else {
            request.finish();
        }
    }

    /** Returns the request whose turn is next, null if none waits. */
    @Nullable
    RowRequest next() {
        return waiting.peekFirst();
    }

    /**
     * Answers as many rows as a pass takes, and ends the requests that have all their answers. A request that fills the
     * pass waits behind the others for its next turn. Rows that fail make only their own request fail.
     */
    void pass() {
        int count = 0;
        while (count < requests.length && !waiting.isEmpty()) {
            RowRequest request = waiting.removeFirst();
            while (count < requests.length && request.hasMore()) {
                places[count] = request.putNext(inference, count);
                requests[count] = request;
                count++;
            }
            if (request.hasMore()) {
                waiting.addLast(request);
            }
        }
        run(count);
        for (int row = 0; row < count; row++) {
            RowRequest request = requests[row];
            requests[row] = null;
            boolean last = row + 1 == count || requests[row + 1] != request;
            if (request != null && last && (request.isFailed() || !request.hasMore())) {
                waiting.remove(request);
                request.finish();
            }
        }
    }

    /** Makes all requests that wait fail. */
    void failAll(Supplier<RuntimeException> failure) {
        for (RowRequest request = waiting.pollFirst(); request != null; request = waiting.pollFirst()) {
            request.fail(failure.get());
            request.finish();
        }
    }

    private void run(int count) {
        @Nullable Throwable broken = null;
        try {
            inference.run(count);
        } catch (RuntimeException | Error failed) {
            broken = failed;
        }
        for (int row = 0; row < count; row++) {
            RowRequest request = requests[row];
            if (request == null || request.isFailed()) {
                continue;
            }
            if (broken != null) {
                request.fail(broken);
            } else if (isFinite(row)) {
                take(row, request.answers(), places[row]);
            } else {
                request.fail(failure(row, places[row] + 1));
            }
        }
    }

    private void take(int row, Predictions answers, int place) {
        System.arraycopy(inference.outputs(), row * width, answers.outputs(), place * width, width);
        System.arraycopy(inference.logits(), row * width, answers.logits(), place * width, width);
        answers.classes()[place] = Predictions.largest(inference.logits(), row, width);
    }

    private boolean isFinite(int row) {
        float[] logits = inference.logits();
        float[] outputs = inference.outputs();
        // 0·x is 0 where x is finite, else NaN.
        float sum = 0;
        for (int i = row * width; i < (row + 1) * width; i++) {
            sum += 0 * logits[i] + 0 * outputs[i];
        }
        return sum == 0;
    }

    /** Finds the first layer that computed a NaN or an infinity; the output layer, or its function, did. */
    private NonFiniteException failure(int row, int example) {
        for (int layer = 0; layer < layers; layer++) {
            for (float value : inference.computed(layer, row)) {
                if (!Float.isFinite(value)) {
                    return new NonFiniteException(layer + 1, layers, example, value);
                }
            }
        }
        for (int i = row * width; i < (row + 1) * width; i++) {
            float value = inference.outputs()[i];
            if (!Float.isFinite(value)) {
                return new NonFiniteException(layers, layers, example, value);
            }
        }
        throw new IllegalStateException("every layer is finite");
    }
}
