package io.minibatch.train;

import io.minibatch.network.Architecture;
import io.minibatch.network.Cost;
import io.minibatch.network.Initializer;
import io.minibatch.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The networks of the check of a card, by the sizes of their layers. */
final class Layers {
    private Layers() {}

    static List<Integer> of(String name) {
        return Arrays.stream(name.split("-")).map(Integer::valueOf).toList();
    }

    static String name(List<Integer> sizes) {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining("-"));
    }

    /** Returns the book's: sigmoid layers, cross-entropy, its initial weights of seed 1. */
    static Network sigmoid(List<Integer> sizes) {
        return Initializer.DEFAULT.initialize(Architecture.sigmoid(sizes, Cost.CROSS_ENTROPY), 1);
    }
}
