package io.minibatch.data.format;

import java.util.List;

/** An array of texts. */
public record TextArray(int[] shape, List<String> values) implements StoredArray {
    public TextArray {
        values = List.copyOf(values);
    }
}
