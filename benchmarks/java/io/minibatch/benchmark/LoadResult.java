package io.minibatch.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The result of a load test.
 *
 * @param nanoseconds latencies of the requests that were answered with 200, ascending
 * @param errors the number of other requests, by kind
 * @param seconds wall-clock time from the first request to the last reply
 */
record LoadResult(long[] nanoseconds, Map<String, Long> errors, double seconds) {
    private static final double MILLISECOND = 1e6;

    static LoadResult of(List<Caller> callers, double seconds) {
        long[] all = callers.stream()
                .flatMapToLong(caller -> Arrays.stream(caller.nanoseconds()))
                .sorted()
                .toArray();
        Map<String, Long> errors = new TreeMap<>();
        callers.forEach(caller -> caller.errors().forEach((kind, count) -> errors.merge(kind, count, Long::sum)));
        return new LoadResult(all, errors, seconds);
    }

    /**
     * Returns the smallest latency that at least {@code percent} % of the answered requests do not exceed, NaN of none.
     */
    double milliseconds(double percent) {
        int rank = (int) Math.ceil(percent * nanoseconds.length / 100);
        return nanoseconds.length == 0 ? Double.NaN : nanoseconds[Math.max(rank, 1) - 1] / MILLISECOND;
    }

    @Override
    public String toString() {
        String kinds = errors.entrySet().stream()
                .map(each -> String.format(Locale.ROOT, "%,d %s", each.getValue(), each.getKey()))
                .collect(Collectors.joining("; "));
        return String.format(
                Locale.ROOT,
                """
                %,d requests answered in %.1f s: %,.0f requests/s
                Latency in ms: p50 %.2f, p90 %.2f, p99 %.2f, p99.9 %.2f, max %.2f
                Errors: %s""",
                nanoseconds.length,
                seconds,
                nanoseconds.length / seconds,
                milliseconds(50),
                milliseconds(90),
                milliseconds(99),
                milliseconds(99.9),
                milliseconds(100),
                errors.isEmpty() ? "none" : kinds);
    }
}
