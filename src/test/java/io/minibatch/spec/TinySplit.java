package io.minibatch.spec;

import io.minibatch.data.DataSource;
import io.minibatch.data.Dataset;
import io.minibatch.data.Schema;
import io.minibatch.data.Split;
import java.util.List;

/** Nine empty images of three classes. */
final class TinySplit {
    private static final Dataset DATA =
            new Dataset("nine images", 2, 2, Schema.numbered(3), new byte[4 * 9], new byte[9]);

    static final Split SPLIT = new Split(DATA, DATA, DATA, new DataSource("nine images", true, List.of()));

    private TinySplit() {}
}
